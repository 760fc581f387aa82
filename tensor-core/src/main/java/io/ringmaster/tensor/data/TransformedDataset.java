package io.ringmaster.tensor.data;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.random.RandomStream;
import io.ringmaster.tensor.state.Sha256;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Samples whose features go through transforms each time they are read.
final class TransformedDataset implements DatasetView {

    /// Where in the program the first transform draws its randomness; see [RandomStream#site()].
    private static final int FIRST_SITE = 0x54524E00;

    private final Dataset source;
    private final List<Transform> transforms;

    /// Before the first transform, and after each.
    private final List<Shape> shapes;
    private final TensorType features;
    private final long seed;
    private final long epoch;

    private TransformedDataset(Dataset source, List<Transform> transforms, long seed, long epoch) {
        this.source = source;
        this.transforms = transforms;
        this.seed = seed;
        this.epoch = epoch;
        this.shapes = shapes(source.features().shape(), transforms);
        this.features = new TensorType(DType.FLOAT32, shapes.getLast());
    }

    private static List<Shape> shapes(Shape first, List<Transform> transforms) {
        List<Shape> shapes = new ArrayList<>(List.of(first));
        for (Transform transform : transforms) {
            shapes.add(transform.shape(shapes.getLast()));
        }
        return List.copyOf(shapes);
    }

    static TransformedDataset of(Dataset source, List<Transform> transforms) {
        if (source.features().dtype() != DType.FLOAT32) {
            throw new DataException("features of %s to be changed by %s; transforms take float32 only; change tokens "
                + "before they become a data set", source.features(), transforms);
        }
        return new TransformedDataset(source, transforms, 0, 0);
    }

    @Override
    public Dataset source() {
        return source;
    }

    @Override
    public long sourceIndex(long index) {
        return index;
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public TensorType features() {
        return features;
    }

    @Override
    public void readFeatures(long index, MemorySegment into, long offsetBytes) {
        float[] values = new float[Math.toIntExact(source.features().elements())];
        source.readFeatures(index, MemorySegment.ofArray(values), 0);
        int firstSite = FIRST_SITE + source.randomSites();
        for (int place = 0; place < transforms.size(); place++) {
            Draws draws = new Draws(new RandomStream(seed, index, (int) epoch, firstSite + place));
            values = transforms.get(place).apply(values, shapes.get(place), draws);
        }
        MemorySegment.copy(
            values, 0, into, ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes, Math.toIntExact(features.elements()));
    }

    @Override
    public String fingerprint() {
        Sha256 digest = Sha256.create().add("transformed").add(source.fingerprint());
        transforms.forEach(transform -> digest.add(transform.toString()));
        return digest.hex();
    }

    @Override
    public Dataset atEpoch(long seed, long epoch) {
        return new TransformedDataset(source.atEpoch(seed, epoch), transforms, seed, epoch);
    }

    @Override
    public int randomSites() {
        return source.randomSites() + transforms.size();
    }
}
