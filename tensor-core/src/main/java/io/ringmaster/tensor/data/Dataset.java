package io.ringmaster.tensor.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// Samples by index: features, and the target that a model is to find from them.
///
/// Features are float32 values or int64 token ids; a target is a class's number ([TensorType#LABEL]), a sequence of
/// them, or float32 values. All samples of a set are of one type.
/// Thread: immutable, so any number at once.
public interface Dataset {

    long size();

    /// One sample's features: `float32[1, 28, 28]` for small grey images.
    TensorType features();

    /// One sample's target.
    TensorType target();

    /// How many classes there are; labels are 0 to one less. 0 where targets are values.
    int classes();

    /// What the classes are called, where the data says so; else empty.
    default List<String> classNames() {
        return List.of();
    }

    /// Writes one sample's features, row after row.
    ///
    /// @param offsetBytes where in `into` the first one goes
    void readFeatures(long index, MemorySegment into, long offsetBytes);

    /// Writes one sample's target, row after row.
    ///
    /// @param offsetBytes where in `into` the first one goes
    void readTarget(long index, MemorySegment into, long offsetBytes);

    /// One sample's class. Throws [IllegalStateException] where targets are anything else.
    default long label(long index) {
        if (!target().equals(TensorType.LABEL)) {
            throw new IllegalStateException("the label of a sample whose target is " + target()
                + "; only " + TensorType.LABEL + " is a label, readTarget reads the others");
        }
        MemorySegment label = MemorySegment.ofArray(new long[1]);
        readTarget(index, label, 0);
        return label.get(ValueLayout.JAVA_LONG, 0);
    }

    /// A hex digest of all that the samples are made of. Equal digests mean equal samples, on any host.
    String fingerprint();

    /// This set as one epoch of a run sees it: random transforms draw from streams that seed, epoch and the sample's
    /// index alone say. Until it is told, a set is as in epoch 0 of seed 0.
    default Dataset atEpoch(long seed, long epoch) {
        return this;
    }

    /// How many places of this set draw random numbers, so that a transform laid over it takes streams of its own.
    default int randomSites() {
        return 0;
    }

    /// The samples `from` to `to` - 1, as a view.
    default Dataset slice(long from, long to) {
        return DatasetSlice.of(this, from, to);
    }

    /// The samples of these indices, in this order, as a view.
    default Dataset subset(long... indices) {
        return DatasetSubset.of(this, indices);
    }

    /// These samples, then those of another set of the same types, as a view.
    default Dataset concat(Dataset next) {
        return new ConcatDataset(this, next);
    }

    /// Disjoint parts of these sizes, drawn at random, as views.
    default List<Dataset> randomSplit(long seed, long... sizes) {
        SampleOrder order = new RandomSampler(size()).order(seed, 0);
        long needed = Arrays.stream(sizes).sum();
        if (Arrays.stream(sizes).anyMatch(size -> size < 0) || needed > size()) {
            throw new IllegalArgumentException("parts of " + Arrays.toString(sizes) + " samples of a set of " + size()
                + "; each is 0 or more, all together at most what there is");
        }
        List<Dataset> parts = new ArrayList<>();
        long from = 0;
        for (long size : sizes) {
            long first = from;
            parts.add(subset(LongStream.range(first, first + size).map(order::sampleAt).toArray()));
            from += size;
        }
        return List.copyOf(parts);
    }

    /// This set with its features changed by these transforms, one after another, whenever they are read.
    ///
    /// Throws [DataException] where one of them can't take what it gets.
    default Dataset transformed(Transform... transforms) {
        return TransformedDataset.of(this, List.of(transforms));
    }
}
