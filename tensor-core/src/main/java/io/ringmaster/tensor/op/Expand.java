package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.kernel.Reductions;
import java.util.List;

/// The same elements, repeated along dims of size 1 and along new ones ahead.
public record Expand(Shape to) implements ViewOp {

    @Override
    public Layout layout(Layout x) {
        if (!Broadcast.shape(this, x.shape(), to).equals(to)) {
            throw new ShapeException("expand of %s to %s; only dims of size 1 repeat", x.shape(), to);
        }
        return x.expand(to);
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(new Reductions.Sum(dy, dx)));
    }
}
