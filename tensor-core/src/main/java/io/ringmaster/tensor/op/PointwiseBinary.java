package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Elements.ZipGradient.Side;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// `y = f(a, b)`, element by element, either repeated where the other is wider.
public record PointwiseBinary(Binary function) implements BinaryOp {

    @Override
    public String title() {
        return function.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void requireFloating(List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        boolean takesBool = switch (function) {
            case ADD, MULTIPLY, MINIMUM, MAXIMUM -> true;
            case SUBTRACT, DIVIDE, FLOOR_DIVIDE, REMAINDER, POWER -> false;
        };
        boolean takesIntegers = function != Binary.DIVIDE;
        if (a.dtype() != b.dtype() || !a.dtype().isFloating() && !(a.dtype().isInteger() ? takesIntegers : takesBool)) {
            throw new ShapeException("%s of %s and %s; both have one dtype, and bool is no number", title(), a, b);
        }
    }

    @Override
    public Shape shape(Shape a, Shape b) {
        return Broadcast.shape(this, a, b);
    }

    @Override
    public Layout layout(Tensor a, Tensor b) {
        return Broadcast.layout(this, a, b);
    }

    @Override
    public void forward(Backend on, Tensor a, Tensor b, Output y) {
        on.run(new Elements.Zip(function, a, b, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return switch (function) {
            case ADD -> new Gradients()
                .passing(0, da -> on.run(new Reductions.Sum(dy, da)))
                .passing(1, db -> on.run(new Reductions.Sum(dy, db)));
            case SUBTRACT -> new Gradients(
                da -> on.run(new Reductions.Sum(dy, da)),
                db -> summed(on, dy, db, to -> on.run(new Elements.ZipScalar(Binary.MULTIPLY, dy, -1, to))));
            case MULTIPLY -> new Gradients(
                da -> summed(on, dy, da, to -> on.run(new Elements.Zip(Binary.MULTIPLY, dy, b, to))),
                db -> summed(on, dy, db, to -> on.run(new Elements.Zip(Binary.MULTIPLY, dy, a, to))));
            case DIVIDE, FLOOR_DIVIDE, REMAINDER, POWER, MINIMUM, MAXIMUM -> new Gradients(
                da -> summed(on, dy, da, to -> on.run(new Elements.ZipGradient(function, Side.A, a, b, dy, to))),
                db -> summed(on, dy, db, to -> on.run(new Elements.ZipGradient(function, Side.B, a, b, dy, to))));
        };
    }

    /// Lets `slope` write the gradient of y's shape, and sums it up where the input was repeated.
    private static void summed(Backend on, Tensor dy, Output to, Consumer<Output> slope) {
        if (dy.shape().equals(to.tensor().shape())) {
            slope.accept(to);
            return;
        }
        Tensor wide = Tensor.empty(dy.layout().dense(), dy.dtype(), on);
        slope.accept(Output.set(wide));
        on.run(new Reductions.Sum(wide, to));
    }
}
