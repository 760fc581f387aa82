package io.ringmaster.tensor.op;

import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Graph;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.List;
import java.util.function.Function;

/// A function of tensors of which only inputs and result are kept: backward computes it again to find what lies between.
///
/// The function does the same each time. Source: Chen et al. 2016, "Training deep nets with sublinear memory cost".
public record Recompute(Function<List<Tensor>, Tensor> function) implements Op {

    /// It may use parameters.
    @Override
    public boolean holdsParameters() {
        return true;
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        return function.apply(inputs);
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        List<Tensor> again = inputs.stream().map(input -> input.detach().requiresGrad(input.requiresGrad())).toList();
        try (NoGrad _ = NoGrad.lifted()) {
            Tensor result = function.apply(again);
            if (result.requiresGrad()) {
                result.backward(dy, Graph.FREE);
            }
        }
        return new Gradients(again.stream().map(input -> (Gradients.Kernel) dx -> take(on, input, dx))
            .toArray(Gradients.Kernel[]::new));
    }

    private static void take(Backend on, Tensor input, Output dx) {
        if (input.gradient().isPresent()) {
            on.run(new Elements.Copy(input.gradient().get(), dx));
            input.zeroGradient();
        } else if (!dx.adds()) {
            on.run(new Elements.Fill(0, dx));
        }
    }
}
