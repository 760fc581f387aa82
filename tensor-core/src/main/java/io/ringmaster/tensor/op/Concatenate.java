package io.ringmaster.tensor.op;

import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;

/// Tensors one after another along one dim, of any dtype. Shapes: the same but for `dim`.
///
/// @param dim counted from the front
public record Concatenate(int dim) implements JoinOp {

    @Override
    public String title() {
        return "cat";
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor first = inputs.getFirst();
        long size = 0;
        for (Tensor input : inputs) {
            if (input.dtype() != first.dtype() || input.shape().rank() != first.shape().rank()
                || !input.shape().with(dim, 0).equals(first.shape().with(dim, 0))) {
                throw new ShapeException("cat of %s and %s along dim %d; dtypes are equal, and shapes but for that dim",
                    first, input, dim);
            }
            size += input.dim(dim);
        }
        Tensor y = Tensor.empty(first.shape().with(dim, size), first.dtype(), on);
        long from = 0;
        for (Tensor input : inputs) {
            on.run(new Elements.Copy(input, Output.set(part(y, from, input))));
            from += input.dim(dim);
        }
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Gradients.Kernel[] kernels = new Gradients.Kernel[inputs.size()];
        long from = 0;
        for (int i = 0; i < kernels.length; i++) {
            Tensor part = part(dy, from, inputs.get(i));
            kernels[i] = dx -> on.run(new Elements.Copy(part, dx));
            from += inputs.get(i).dim(dim);
        }
        return new Gradients(kernels);
    }

    private Tensor part(Tensor whole, long from, Tensor input) {
        return whole.viewAs(whole.layout().slice(dim, from, input.dim(dim), 1));
    }
}
