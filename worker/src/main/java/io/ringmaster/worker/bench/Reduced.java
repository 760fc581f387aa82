package io.ringmaster.worker.bench;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.worker.Exchange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A member's buffer, and how it is reduced.
///
/// State: native memory. Nobody frees it by hand: where an all-reduce fails, neighbours may go on reading it.
/// Thread: the compute thread alone.
sealed interface Reduced permits ExactReduced, Float32Reduced {

    /// Lines of a cache begin here, and all vectors.
    long ALIGNMENT = 64;

    /// @param exchanged where what goes round the ring is to lie, of [#exchangedBytes]
    static Reduced of(AllReducePlan plan, MemorySegment exchanged) {
        return switch (plan.reduction()) {
            case EXACT -> ExactReduced.of(plan.largestBytes(), plan.members(), plan.collective().bucketBytes(), exchanged);
            case FLOAT32 -> new Float32Reduced(exchanged, Backends.of(Device.CPU));
        };
    }

    static long exchangedBytes(AllReducePlan plan) {
        return switch (plan.reduction()) {
            case EXACT -> ExactReduced.exchangedBytes(plan.largestBytes(), plan.collective().bucketBytes());
            case FLOAT32 -> plan.largestBytes();
        };
    }

    static MemorySegment allocate(long bytes) {
        return Arena.ofAuto().allocate(bytes, ALIGNMENT);
    }

    /// What follows is about so many bytes.
    void resize(long bytes);

    /// Where a member puts float32 before it reduces.
    MemorySegment values();

    /// Reduces over all members, bucket by bucket.
    void reduce(Exchange exchange);

    /// Where the float32 are that the last [#reduce] gave.
    MemorySegment sums();
}
