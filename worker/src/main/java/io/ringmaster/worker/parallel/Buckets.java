package io.ringmaster.worker.parallel;

import java.util.ArrayList;
import java.util.List;

/// How a flat gradient buffer is cut into ranges that are reduced together: without gaps, first to last.
///
/// @param ranges in the buffer's order
public record Buckets(List<Range> ranges) {

    /// @param fromByte where it begins in the buffer
    public record Range(int index, long fromByte, long bytes) {}

    public Buckets {
        ranges = List.copyOf(ranges);
    }

    /// @param elements    the buffer's length in float32
    /// @param bucketBytes the most a bucket holds, a multiple of 4
    public static Buckets cut(long elements, int bucketBytes) {
        if (elements < 0 || bucketBytes < Float.BYTES || bucketBytes % Float.BYTES != 0) {
            throw new IllegalArgumentException("%d float32 in buckets of %d bytes; a bucket holds 1 float32 or more, whole"
                .formatted(elements, bucketBytes));
        }
        long bytes = Math.multiplyExact(elements, (long) Float.BYTES);
        List<Range> ranges = new ArrayList<>();
        for (long from = 0; from < bytes; from += bucketBytes) {
            ranges.add(new Range(ranges.size(), from, Math.min(bucketBytes, bytes - from)));
        }
        return new Buckets(ranges);
    }
}
