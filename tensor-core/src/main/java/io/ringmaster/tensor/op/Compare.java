package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Comparison;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;
import java.util.Locale;

/// Whether a comparison holds, element by element; either input is repeated where the other is wider.
public record Compare(Comparison comparison) implements DiscreteOp {

    @Override
    public String title() {
        return comparison.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor a = inputs.get(0);
        Tensor b = inputs.get(1);
        if (a.dtype() != b.dtype()) {
            throw new ShapeException("%s of %s and %s; both have one dtype", title(), a, b);
        }
        Tensor y = Tensor.empty(Broadcast.layout(this, a, b), DType.BOOL, on);
        on.run(new Elements.Compare(comparison, a, b, Output.set(y)));
        return y;
    }
}
