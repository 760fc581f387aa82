package io.ringmaster.worker.bench;

import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.worker.collective.Reduction;
import java.time.Duration;
import java.util.List;

/// What is measured; the same in all processes of one benchmark.
///
/// @param sizes      of the reduced buffer, in bytes, one after the other
/// @param members    in all processes together
/// @param iterations the fewest of each size
/// @param warmUp     how long members reduce before the first size is measured
/// @param carriers   what may take chunks from one process to another
public record AllReducePlan(
    List<Long> sizes, int members, GradientReduction reduction, CollectiveConfig collective, int iterations, Duration warmUp,
    Carriers carriers) {

    /// Those between processes.
    public enum Carriers { FASTEST, INLINE }

    /// With more, float32 would round the sums that are checked.
    public static final int MOST_MEMBERS = Contents.MOST_MEMBERS;

    public AllReducePlan {
        sizes = List.copyOf(sizes);
        if (sizes.isEmpty() || sizes.stream().anyMatch(bytes -> bytes < 1 || bytes % Reduction.ELEMENT_BYTES != 0)) {
            throw new IllegalArgumentException("sizes are %s bytes; there is one or more, each of whole elements of %d"
                .formatted(sizes, Reduction.ELEMENT_BYTES));
        }
        if (members < 2 || members > MOST_MEMBERS || iterations < 1 || warmUp.isNegative()) {
            throw new IllegalArgumentException("%d members, %d iterations, %s of warm-up; there are 2 to %d members, and it takes an iteration"
                .formatted(members, iterations, warmUp, MOST_MEMBERS));
        }
    }

    long largestBytes() {
        return sizes.stream().mapToLong(Long::longValue).max().orElseThrow();
    }
}
