package io.ringmaster.tensor.data;

import java.util.Objects;
import java.util.function.LongUnaryOperator;

/// Which sample is visited when: in one epoch, or in an evaluation. Any position can be asked for at once, so whoever
/// goes on in the middle goes on as if never interrupted.
///
/// Thread: immutable, so any number at once.
public interface SampleOrder {

    /// How many samples are visited.
    long size();

    /// The index of the sample that is visited as number `position`.
    long sampleAt(long position);

    /// First to last, as evaluation reads them.
    static SampleOrder sequential(long size) {
        return of(size, position -> position);
    }

    /// The order that a function of the position says.
    ///
    /// @param sampleAt called with 0 to `size` - 1
    static SampleOrder of(long size, LongUnaryOperator sampleAt) {
        if (size < 0) {
            throw new IllegalArgumentException("an order of " + size + " samples; the size is 0 or more");
        }
        return new SampleOrder() {

            @Override
            public long size() {
                return size;
            }

            @Override
            public long sampleAt(long position) {
                return sampleAt.applyAsLong(Objects.checkIndex(position, size));
            }
        };
    }
}
