package io.ringmaster.proto;

import java.util.List;

/// What a worker does next, in the order in which its leases name it.
public sealed interface Work {

    /// One training step.
    ///
    /// @param step          the state once it is taken
    /// @param epoch         from 1
    /// @param globalSamples how many samples the step has over all workers: what the mean is taken over
    /// @param slices        this worker's shards, ascending
    record StepPlan(Step step, int epoch, int globalSamples, List<ShardSlice> slices) implements Work {

        public StepPlan {
            slices = List.copyOf(slices);
            long own = slices.stream().mapToLong(ShardSlice::samples).sum();
            if (epoch < 1 || globalSamples < 1 || own > globalSamples) {
                throw new IllegalArgumentException(
                    "step %s of epoch %d has %d samples here and %d in all; epochs count from 1 and a part is no more than the whole"
                        .formatted(step, epoch, own, globalSamples));
            }
        }
    }

    /// A look at evaluation samples with the parameters as they stand after `step`.
    ///
    /// @param slices this worker's shards, ascending
    record EvaluationPlan(Step step, int epoch, List<ShardSlice> slices) implements Work {

        public EvaluationPlan {
            slices = List.copyOf(slices);
            if (epoch < 1) {
                throw new IllegalArgumentException("evaluation after epoch %d; epochs count from 1".formatted(epoch));
            }
        }
    }
}
