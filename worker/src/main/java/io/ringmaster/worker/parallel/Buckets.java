package io.ringmaster.worker.parallel;

import io.ringmaster.worker.collective.Reduction;
import java.util.ArrayList;
import java.util.List;

/// How a flat buffer is cut into ranges that are reduced together: without gaps, first to last.
///
/// @param ranges in the buffer's order
public record Buckets(List<Range> ranges) {

    /// @param fromByte where it begins in the buffer
    public record Range(int index, long fromByte, long bytes) {}

    public Buckets {
        ranges = List.copyOf(ranges);
    }

    /// @param elements    the buffer's length, each of 4 bytes
    /// @param bucketBytes the most a bucket holds, a multiple of 4
    public static Buckets cut(long elements, int bucketBytes) {
        if (elements < 0 || bucketBytes < Reduction.ELEMENT_BYTES || bucketBytes % Reduction.ELEMENT_BYTES != 0) {
            throw new IllegalArgumentException("%d elements in buckets of %d bytes; a bucket holds 1 element or more, whole"
                .formatted(elements, bucketBytes));
        }
        long bytes = Math.multiplyExact(elements, (long) Reduction.ELEMENT_BYTES);
        List<Range> ranges = new ArrayList<>();
        for (long from = 0; from < bytes; from += bucketBytes) {
            ranges.add(new Range(ranges.size(), from, Math.min(bucketBytes, bytes - from)));
        }
        return new Buckets(ranges);
    }
}
