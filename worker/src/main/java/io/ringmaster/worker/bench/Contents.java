package io.ringmaster.worker.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What members put into their buffers, so that what must come of it is known for each element.
///
/// All elements of all members differ as random numbers do: one that is left out, added twice or put in another's place
/// shows. All are multiples of one power of two, few enough that float32 and the grid of exact sums hold each sum of them
/// as it is, in whatever order they are added.
///
/// @param members who take part
/// @param number  other contents for each
record Contents(int members, long number) {

    /// With more, float32 would round sums.
    static final int MOST_MEMBERS = 128;

    /// No magnitude is larger than 2 to this.
    static final int EXPONENT = 7;

    private static final int BITS = 17;
    private static final int OFFSET = 1 << (BITS - 1);
    private static final float UNIT = 1f / (1 << (BITS - 1 - EXPONENT));

    /// Fills float32 with what this member brings.
    void fill(MemorySegment values, int rank) {
        for (long i = 0; i < elements(values); i++) {
            values.setAtIndex(ValueLayout.JAVA_FLOAT, i, units(i, rank) * UNIT);
        }
    }

    /// How many float32 are not the sum of what all members brought there.
    long wrong(MemorySegment sums) {
        long wrong = 0;
        for (long i = 0; i < elements(sums); i++) {
            int expected = 0;
            for (int rank = 0; rank < members; rank++) {
                expected += units(i, rank);
            }
            wrong += sums.getAtIndex(ValueLayout.JAVA_FLOAT, i) == expected * UNIT ? 0 : 1;
        }
        return wrong;
    }

    private static long elements(MemorySegment of) {
        return of.byteSize() / Float.BYTES;
    }

    /// Source: Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", the mixing of its numbers.
    private int units(long element, int rank) {
        long z = ((number * MOST_MEMBERS + rank) << 40) + element + 1;
        z *= 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (int) (z >>> (Long.SIZE - BITS)) - OFFSET;
    }
}
