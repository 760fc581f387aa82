package io.ringmaster.tensor.op;

import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;
import java.util.Locale;

/// `y = f(x)`, element by element.
public record Pointwise(Unary function) implements UnaryOp {

    @Override
    public String title() {
        return switch (function) {
            case Unary.Plain plain -> plain.name().toLowerCase(Locale.ROOT);
            default -> function.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    @Override
    public void requireFloating(List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        if (!x.dtype().isFloating() && !(x.dtype().isInteger() && function.takesIntegers())) {
            throw new ShapeException("%s of %s; it takes %s", title(), x,
                function.takesIntegers() ? "numbers, so convert bool by to(INT64)" : "a floating dtype");
        }
    }

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Elements.Map(function, x, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(
            dx -> on.run(new Elements.MapGradient(function, function.differentiatesResult() ? y : x, dy, dx)));
    }
}
