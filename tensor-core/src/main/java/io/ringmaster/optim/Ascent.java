package io.ringmaster.optim;

import io.ringmaster.tensor.backend.UpdateRule;
import java.util.List;

/// Another algorithm along the gradients turned round: towards a larger value, not a smaller one. What it keeps between
/// steps is of the gradients so turned, and weight decay shrinks parameters as ever, as PyTorch's `maximize` has it.
public record Ascent(Algorithm descent) implements Algorithm {

    @Override
    public double learningRate() {
        return descent.learningRate();
    }

    @Override
    public double weightDecay() {
        return descent.weightDecay();
    }

    @Override
    public List<String> state() {
        return descent.state();
    }

    @Override
    public UpdateRule rule(double learningRate, long step) {
        return descent.rule(learningRate, step);
    }

    @Override
    public double initialState() {
        return descent.initialState();
    }

    @Override
    public boolean isPerParameter() {
        return descent.isPerParameter();
    }

    @Override
    public boolean ascends() {
        return true;
    }
}
