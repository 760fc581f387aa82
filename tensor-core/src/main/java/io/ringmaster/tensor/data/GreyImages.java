package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.state.Sha256;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// Images of one size with 256 grey levels, held as bytes and normalised when read.
final class GreyImages implements Dataset {

    private final byte[] pixels;
    private final byte[] labels;
    private final Shape features;
    private final int imagePixels;
    private final int classes;
    private final float[] levels;
    private final String fingerprint;

    /// Keeps the arrays: the caller hands them over.
    ///
    /// Shapes: pixels [N, rows, columns], labels [N], below `classes`; features [1, rows, columns].
    GreyImages(byte[] pixels, byte[] labels, Shape features, int classes, Normalization normalization) {
        this.pixels = pixels;
        this.labels = labels;
        this.features = features;
        this.imagePixels = Math.toIntExact(features.elements());
        this.classes = classes;
        this.levels = normalization.levels();
        this.fingerprint = Sha256.create()
                .add("grey images")
                .add(features.toString())
                .add(classes)
                .add(Float.floatToIntBits(normalization.mean()))
                .add(Float.floatToIntBits(normalization.std()))
                .add(pixels)
                .add(labels)
                .hex();
    }

    @Override
    public long size() {
        return labels.length;
    }

    @Override
    public Shape features() {
        return features;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public void read(long index, MemorySegment destination, long offsetBytes) {
        int first = (int) Objects.checkIndex(index, size()) * imagePixels;
        for (int pixel = 0; pixel < imagePixels; pixel++) {
            destination.set(ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes + (long) pixel * Float.BYTES,
                    levels[pixels[first + pixel] & 0xFF]);
        }
    }

    @Override
    public int label(long index) {
        return labels[(int) Objects.checkIndex(index, size())] & 0xFF;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }
}
