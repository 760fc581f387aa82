package io.ringmaster.worker.collective;

/// How a buffer is cut for a ring: one segment for each member, each segment into chunks.
///
/// Segments differ by at most one element; with fewer elements than members some are empty and have no chunk.
///
/// @param elements      the buffer's length
/// @param members       how many share the ring
/// @param chunkElements the most one chunk carries
record Segmentation(long elements, int members, int chunkElements) {

    Segmentation {
        if (elements < 0 || members < 1 || chunkElements < 1) {
            throw new IllegalArgumentException(
                "%d elements over %d members in chunks of %d; a ring has at least 1 member and a chunk 1 element"
                    .formatted(elements, members, chunkElements));
        }
    }

    /// The first element of a segment; `start(members)` is the end of the last one.
    long start(int segment) {
        long whole = elements / members;
        long rest = elements % members;
        return segment * whole + Math.min(segment, rest);
    }

    int chunks(int segment) {
        return Math.toIntExact(Math.ceilDiv(start(segment + 1) - start(segment), (long) chunkElements));
    }

    long chunkStart(int segment, int chunk) {
        return start(segment) + (long) chunk * chunkElements;
    }

    int chunkElements(int segment, int chunk) {
        return (int) Math.min(chunkElements, start(segment + 1) - chunkStart(segment, chunk));
    }
}
