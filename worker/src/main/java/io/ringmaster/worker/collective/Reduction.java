package io.ringmaster.worker.collective;

import java.lang.foreign.MemorySegment;

/// How a neighbour's partial result joins one's own: both hold as many elements, float32 or int32.
@FunctionalInterface
public interface Reduction {

    /// What an element takes, whatever it stands for.
    int ELEMENT_BYTES = 4;

    /// Sets each element of `into` to its sum with, or maximum of, or whatever else is agreed on, the one of `from`.
    void combine(MemorySegment into, MemorySegment from);
}
