package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.backend.CachingAllocator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Where each block of a recording lies in one piece of memory: blocks that are never in use at once may share a place.
///
/// The largest block is placed first, each at the lowest place where it meets no other of its time.
/// Source: Pisarchyk and Lee 2020, "Efficient memory management for deep neural net inference", greedy by size.
///
/// @param offsets of each slot, in bytes; -1 where a slot needs no place
/// @param bytes   what all take together
record MemoryPlan(List<Long> offsets, long bytes) {

    private static final long NOWHERE = -1;

    /// When a slot is in use: from the kernel that writes it first to the last that names it.
    ///
    /// @param first index of a kernel; greater than `last` where no kernel names the slot
    record Use(int slot, long bytes, int first, int last) {

        private boolean meets(Use other) {
            return first <= other.last && other.first <= last;
        }
    }

    private record Placed(Use use, long from, long to) {}

    /// @param slots how many there are
    /// @param uses  of those that need a place
    static MemoryPlan of(int slots, List<Use> uses) {
        Long[] offsets = new Long[slots];
        Arrays.fill(offsets, NOWHERE);
        List<Use> largestFirst = uses.stream().filter(use -> use.first() <= use.last())
            .sorted(Comparator.comparingLong(Use::bytes).reversed().thenComparingInt(Use::slot)).toList();
        List<Placed> placed = new ArrayList<>();
        long end = 0;
        for (Use use : largestFirst) {
            long from = lowestPlace(use, placed);
            long to = from + aligned(use.bytes());
            int at = 0;
            while (at < placed.size() && placed.get(at).from() <= from) {
                at++;
            }
            placed.add(at, new Placed(use, from, to));
            offsets[use.slot()] = from;
            end = Math.max(end, to);
        }
        return new MemoryPlan(List.of(offsets), end);
    }

    /// @param placed by rising place
    private static long lowestPlace(Use use, List<Placed> placed) {
        long from = 0;
        for (Placed other : placed) {
            if (other.use().meets(use)) {
                if (other.from() >= from + aligned(use.bytes())) {
                    break;
                }
                from = Math.max(from, other.to());
            }
        }
        return from;
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(Math.max(1, bytes), CachingAllocator.ALIGNMENT) * CachingAllocator.ALIGNMENT;
    }

    /// Whether the slot has a place.
    boolean has(int slot) {
        return offsets.get(slot) != NOWHERE;
    }
}
