package io.ringmaster.tensor.data;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// Samples of another data set under indices of its own.
interface DatasetView extends Dataset {

    Dataset source();

    /// Throws [IndexOutOfBoundsException] where there is no such sample here.
    long sourceIndex(long index);

    @Override
    default TensorType features() {
        return source().features();
    }

    @Override
    default TensorType target() {
        return source().target();
    }

    @Override
    default int classes() {
        return source().classes();
    }

    @Override
    default List<String> classNames() {
        return source().classNames();
    }

    @Override
    default void readFeatures(long index, MemorySegment into, long offsetBytes) {
        source().readFeatures(sourceIndex(index), into, offsetBytes);
    }

    @Override
    default void readTarget(long index, MemorySegment into, long offsetBytes) {
        source().readTarget(sourceIndex(index), into, offsetBytes);
    }

    @Override
    default int randomSites() {
        return source().randomSites();
    }
}
