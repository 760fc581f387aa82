package io.ringmaster.tensor.data;

import io.ringmaster.tensor.state.Sha256;
import java.util.Objects;

/// Some consecutive samples of another data set.
record DatasetSlice(Dataset source, long from, long size) implements DatasetView {

    static Dataset of(Dataset source, long from, long to) {
        requireRange(from, to, source.size());
        return from == 0 && to == source.size() ? source : new DatasetSlice(source, from, to - from);
    }

    private static void requireRange(long from, long to, long size) {
        if (from < 0 || from > to || to > size) {
            throw new IndexOutOfBoundsException("slice " + from + " to " + to + " of a data set of " + size + " samples; it lies within");
        }
    }

    @Override
    public long sourceIndex(long index) {
        return from + Objects.checkIndex(index, size);
    }

    @Override
    public String fingerprint() {
        return Sha256.create().add("slice").add(source.fingerprint()).add(from).add(size).hex();
    }

    @Override
    public Dataset atEpoch(long seed, long epoch) {
        return new DatasetSlice(source.atEpoch(seed, epoch), from, size);
    }

    /// A slice of a slice is a slice of the source, so that one range has one fingerprint.
    @Override
    public Dataset slice(long first, long end) {
        requireRange(first, end, size);
        return of(source, from + first, from + end);
    }
}
