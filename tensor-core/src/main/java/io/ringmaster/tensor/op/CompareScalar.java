package io.ringmaster.tensor.op;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Comparison;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;
import java.util.Locale;

/// Whether a comparison with a number holds, element by element.
public record CompareScalar(Comparison comparison, double b) implements DiscreteOp {

    @Override
    public String title() {
        return comparison.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        Tensor x = inputs.getFirst();
        Tensor y = Tensor.empty(x.layout().dense(), DType.BOOL, on);
        on.run(new Elements.CompareScalar(comparison, x, b, Output.set(y)));
        return y;
    }
}
