package io.ringmaster.worker.collective;

import java.lang.foreign.MemorySegment;

/// How a neighbour's partial result joins one's own: both hold as many float32.
@FunctionalInterface
public interface Reduction {

    /// Adds `from` to `into`, element by element.
    void add(MemorySegment into, MemorySegment from);
}
