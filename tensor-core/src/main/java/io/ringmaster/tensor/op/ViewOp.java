package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;

/// An op that computes nothing: the same memory through another layout. Takes any dtype.
public sealed interface ViewOp extends Op permits
    Diagonal,
    Expand,
    Permute,
    Slice,
    View {

    /// Throws [io.ringmaster.tensor.ShapeException] where there is no such view.
    Layout layout(Layout x);

    @Override
    default Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        return x.viewAs(layout(x.layout()));
    }

    /// x's gradient, seen as y sees x, is y's; what y doesn't show of it is 0.
    @Override
    default Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return new Gradients(dx -> {
            Tensor whole = dx.tensor();
            if (y.elements() < whole.elements() && !dx.adds()) {
                on.run(new Elements.Fill(0, dx));
            }
            on.run(new Elements.Copy(dy, new Output(whole.viewAs(layout(whole.layout())), dx.adds())));
        });
    }
}
