package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;

/// A copy on another device, through the host's memory.
public record Transfer(Device to) implements UnaryOp {

    @Override
    public void requireFloating(List<Tensor> inputs) {}

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        return copy(x, Backends.current(Backends.of(to)));
    }

    @Override
    public void forward(Backend on, Tensor x, Output y) {
        on.run(new Elements.Copy(copy(x, on), y));
    }

    @Override
    public Gradients backward(Backend on, Tensor x, Tensor y, Tensor dy) {
        return new Gradients(dx -> forward(x.backend(), dy, dx));
    }

    private static Tensor copy(Tensor x, Backend there) {
        Tensor copy = Tensor.empty(Layout.contiguous(x.shape()), x.dtype(), there);
        copy.assign(x);
        return copy;
    }
}
