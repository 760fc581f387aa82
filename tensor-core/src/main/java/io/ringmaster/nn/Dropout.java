package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.DropoutMask;
import java.util.Optional;

/// In training each element becomes 0 with a probability, and the others grow by as much; else nothing changes.
///
/// Which ones depends on [StepContext], within which training forwards run.
public final class Dropout extends Layer {

    private final double probability;

    public Dropout(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                "dropout probability %s; it lies between 0 and 1".formatted(probability));
        }
        this.probability = probability;
    }

    @Override
    public Tensor forward(Tensor x) {
        return nextMask().map(x::dropout).orElse(x);
    }

    /// What becomes of the next tensor; empty where nothing does.
    Optional<DropoutMask> nextMask() {
        return !isTraining() || probability == 0
            ? Optional.empty() : Optional.of(new DropoutMask(StepContext.nextStream(), probability));
    }

    @Override
    protected String describe() {
        return "p = " + probability;
    }
}
