package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.Recompute;
import java.util.List;
import java.util.function.Function;

/// A part of a net of which backward needs no more memory than its inputs and result: what lies between is computed again.
///
/// ```java
/// Tensor y = Checkpoint.apply(block::forward, x);
/// ```
/// The second time the part draws the same random numbers as the first, see [StepContext]; statistics of the batch are
/// taken once.
public final class Checkpoint {

    private Checkpoint() {}

    /// What a function makes of one tensor.
    public static Tensor apply(Function<Tensor, Tensor> part, Tensor input) {
        return apply(inputs -> part.apply(inputs.getFirst()), List.of(input));
    }

    /// What a function makes of several tensors.
    public static Tensor apply(Function<List<Tensor>, Tensor> part, List<Tensor> inputs) {
        return Autograd.apply(new Recompute(new TwiceTheSame(part)), inputs.toArray(Tensor[]::new));
    }

    /// A part of a forward pass that runs where it is, and then again as it ran there.
    private static final class TwiceTheSame implements Function<List<Tensor>, Tensor> {

        private final Function<List<Tensor>, Tensor> part;
        private final StepContext.Replay replay = StepContext.replay();
        private boolean ran;

        private TwiceTheSame(Function<List<Tensor>, Tensor> part) {
            this.part = part;
        }

        @Override
        public Tensor apply(List<Tensor> inputs) {
            if (ran) {
                return replay.call(() -> part.apply(inputs));
            }
            ran = true;
            return part.apply(inputs);
        }
    }
}
