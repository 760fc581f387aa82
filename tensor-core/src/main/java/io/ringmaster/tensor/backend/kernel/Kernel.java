package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.random.RandomStream;
import java.util.List;
import java.util.Optional;

/// One piece of work for a backend, as a value: what it reads, what it writes and how. Ops check shapes before they make
/// one; a backend runs it and records nothing.
///
/// Kernels come in groups, one sealed interface a group; each backend has one class for each group with a `switch` over
/// it, so that a new kernel must break every backend that lacks it.
public sealed interface Kernel permits
    Attentions,
    Convolutions,
    Elements,
    Gathers,
    Losses,
    Matrices,
    Normalizations,
    Poolings,
    Reductions,
    Scans,
    Softmaxes,
    Updates {

    /// What is read, any strides.
    List<Tensor> inputs();

    /// What is written, without overlaps: any strides but those that repeat.
    List<Output> outputs();

    /// Where its random numbers come from, if it takes any.
    default Optional<RandomStream> stream() {
        return Optional.empty();
    }

    /// The same work as another step and shard do it: with random numbers from the same place of theirs.
    default Kernel at(long step, int shard) {
        return this;
    }
}
