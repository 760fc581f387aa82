package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;

/// An op that computes nothing: the same memory through another layout. Takes any dtype.
public sealed interface ViewOp extends Op permits
    Reshape,
    Transpose {

    Layout layout(Layout x);

    /// The layout through which y's gradient is x's.
    Layout inverse(Layout x, Layout dy);

    @Override
    default Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        return x.viewAs(layout(x.layout()));
    }

    @Override
    default Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Layout back = inverse(inputs.getFirst().layout(), dy.layout());
        return new Gradients(dx -> on.run(new Elements.Copy(dy.viewAs(back), dx)));
    }
}
