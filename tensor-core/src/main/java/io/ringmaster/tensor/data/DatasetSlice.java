package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.state.Sha256;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// Some consecutive samples of another data set.
record DatasetSlice(Dataset source, long from, long size) implements Dataset {

    static Dataset of(Dataset source, long from, long to) {
        if (from < 0 || from > to || to > source.size()) {
            throw new IndexOutOfBoundsException(
                    "slice " + from + " to " + to + " of a data set of " + source.size() + " samples");
        }
        return from == 0 && to == source.size() ? source : new DatasetSlice(source, from, to - from);
    }

    @Override
    public Shape features() {
        return source.features();
    }

    @Override
    public int classes() {
        return source.classes();
    }

    @Override
    public void read(long index, MemorySegment features, long offsetBytes) {
        source.read(from + Objects.checkIndex(index, size), features, offsetBytes);
    }

    @Override
    public int label(long index) {
        return source.label(from + Objects.checkIndex(index, size));
    }

    @Override
    public String fingerprint() {
        return Sha256.create().add("slice").add(source.fingerprint()).add(from).add(size).hex();
    }

    /// A slice of a slice is a slice of the source, so that one range has one fingerprint.
    @Override
    public Dataset slice(long first, long end) {
        if (first < 0 || first > end || end > size) {
            throw new IndexOutOfBoundsException(
                    "slice " + first + " to " + end + " of a data set of " + size + " samples");
        }
        return of(source, from + first, from + end);
    }
}
