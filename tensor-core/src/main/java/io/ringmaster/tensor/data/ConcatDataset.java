package io.ringmaster.tensor.data;

import io.ringmaster.tensor.state.Sha256;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/// The samples of one data set, then those of another.
record ConcatDataset(Dataset first, Dataset second) implements Dataset {

    ConcatDataset {
        if (!first.features().equals(second.features()) || !first.target().equals(second.target())) {
            throw new IllegalArgumentException("samples of %s, %s joined with samples of %s, %s; the types must be equal"
                .formatted(first.features(), first.target(), second.features(), second.target()));
        }
    }

    @Override
    public long size() {
        return first.size() + second.size();
    }

    @Override
    public TensorType features() {
        return first.features();
    }

    @Override
    public TensorType target() {
        return first.target();
    }

    @Override
    public int classes() {
        return Math.max(first.classes(), second.classes());
    }

    /// Those of the part that has more.
    @Override
    public List<String> classNames() {
        return first.classNames().size() >= second.classNames().size() ? first.classNames() : second.classNames();
    }

    @Override
    public void readFeatures(long index, MemorySegment into, long offsetBytes) {
        part(index).readFeatures(place(index), into, offsetBytes);
    }

    @Override
    public void readTarget(long index, MemorySegment into, long offsetBytes) {
        part(index).readTarget(place(index), into, offsetBytes);
    }

    @Override
    public String fingerprint() {
        return Sha256.create().add("concat").add(first.fingerprint()).add(second.fingerprint()).hex();
    }

    @Override
    public Dataset atEpoch(long seed, long epoch) {
        return new ConcatDataset(first.atEpoch(seed, epoch), second.atEpoch(seed, epoch));
    }

    @Override
    public int randomSites() {
        return Math.max(first.randomSites(), second.randomSites());
    }

    private Dataset part(long index) {
        return Objects.checkIndex(index, size()) < first.size() ? first : second;
    }

    private long place(long index) {
        return index < first.size() ? index : index - first.size();
    }
}
