package io.ringmaster.tensor.data;

import java.util.Objects;

/// In which order the samples of a data set are visited: a permutation of 0 to size - 1.
///
/// Thread: immutable, so any number at once.
public interface SampleOrder {

    long size();

    /// The index of the sample that is visited as number `position`.
    long sampleAt(long position);

    /// First to last, as evaluation reads them.
    static SampleOrder sequential(long size) {
        return new Sequential(size);
    }

    /// Sample n at position n.
    record Sequential(long size) implements SampleOrder {

        public Sequential {
            if (size < 0) {
                throw new IllegalArgumentException("an order of " + size + " samples; the size is 0 or more");
            }
        }

        @Override
        public long sampleAt(long position) {
            return Objects.checkIndex(position, size);
        }
    }
}
