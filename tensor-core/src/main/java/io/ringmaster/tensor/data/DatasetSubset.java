package io.ringmaster.tensor.data;

import io.ringmaster.tensor.state.Sha256;
import java.util.Objects;

/// Chosen samples of another data set, in a chosen order.
final class DatasetSubset implements DatasetView {

    private final Dataset source;
    private final long[] indices;

    private DatasetSubset(Dataset source, long[] indices) {
        this.source = source;
        this.indices = indices;
    }

    static DatasetSubset of(Dataset source, long[] indices) {
        for (long index : indices) {
            if (index < 0 || index >= source.size()) {
                throw new IndexOutOfBoundsException("sample %d in a subset of a data set of %d; samples are 0 to %d"
                    .formatted(index, source.size(), source.size() - 1));
            }
        }
        return new DatasetSubset(source, indices.clone());
    }

    @Override
    public Dataset source() {
        return source;
    }

    @Override
    public long size() {
        return indices.length;
    }

    @Override
    public long sourceIndex(long index) {
        return indices[(int) Objects.checkIndex(index, size())];
    }

    @Override
    public String fingerprint() {
        Sha256 digest = Sha256.create().add("subset").add(source.fingerprint()).add(indices.length);
        for (long index : indices) {
            digest.add(index);
        }
        return digest.hex();
    }

    @Override
    public Dataset atEpoch(long seed, long epoch) {
        return new DatasetSubset(source.atEpoch(seed, epoch), indices);
    }
}
