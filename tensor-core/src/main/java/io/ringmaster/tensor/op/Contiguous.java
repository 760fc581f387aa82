package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;

/// A copy without gaps, of any dtype.
public record Contiguous() implements UnaryOp {

    @Override
    public void requireFloating(List<Tensor> inputs) {}

    @Override
    public Layout layout(Tensor x) {
        return Layout.contiguous(x.shape());
    }

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Elements.Copy(x, y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> on.run(new Elements.Copy(dy, dx)));
    }
}
