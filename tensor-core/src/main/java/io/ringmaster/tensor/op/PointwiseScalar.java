package io.ringmaster.tensor.op;

import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;
import java.util.Locale;

/// `y = f(x, b)` with a number for b.
public record PointwiseScalar(Binary function, double b) implements UnaryOp {

    public PointwiseScalar {
        switch (function) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, FLOOR_DIVIDE, REMAINDER -> { }
            case POWER, MINIMUM, MAXIMUM -> throw new IllegalArgumentException(
                function + " with a number; that is Unary.Power or Unary.Clamp");
        }
    }

    @Override
    public String title() {
        return function.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void requireFloating(List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        if (!x.dtype().isFloating() && !(x.dtype().isInteger() && function != Binary.DIVIDE && b == Math.rint(b))) {
            throw new ShapeException("%s of %s and %s; convert the tensor by to(dtype) first", title(), x, b);
        }
    }

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Elements.ZipScalar(function, x, b, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> {
            switch (function) {
                case ADD, SUBTRACT, REMAINDER -> on.run(new Elements.Copy(dy, dx));
                case MULTIPLY, DIVIDE -> on.run(new Elements.ZipScalar(function, dy, b, dx));
                case FLOOR_DIVIDE, POWER, MINIMUM, MAXIMUM -> on.run(new Elements.ZipScalar(Binary.MULTIPLY, dy, 0, dx));
            }
        });
    }
}
