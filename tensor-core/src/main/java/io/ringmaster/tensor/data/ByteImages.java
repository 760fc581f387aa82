package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.state.Sha256;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;

/// Images of one size with 256 levels a channel, held as bytes and normalised when read.
final class ByteImages implements Dataset {

    private static final int LEVELS = 256;

    /// One thread's values on their way: filling an array and copying it takes a third of the time that single stores take.
    private static final ThreadLocal<float[]> BLOCK = ThreadLocal.withInitial(() -> new float[1024]);

    private final byte[] pixels;
    private final byte[] labels;
    private final TensorType features;
    private final int imagePixels;
    private final int channelPixels;
    private final List<String> classNames;
    private final int classes;

    /// What each level of each channel becomes. Shape: [channels, 256].
    private final float[][] levels;
    private final String fingerprint;

    /// What the labels mean.
    record Classes(int count, List<String> names) {

        Classes(int count) {
            this(count, List.of());
        }
    }

    /// Keeps the arrays: the caller hands them over.
    ///
    /// Shapes: pixels [N, channels, rows, columns], labels [N], below the number of classes.
    ByteImages(byte[] pixels, byte[] labels, Shape image, Classes classes, Normalization normalization) {
        this.pixels = pixels;
        this.labels = labels;
        this.features = TensorType.float32(image.dims());
        this.imagePixels = Math.toIntExact(image.elements());
        this.channelPixels = imagePixels / (int) image.dim(0);
        this.classes = classes.count();
        this.classNames = classes.names();
        Normalization each = normalization.forChannels(image.dim(0));
        this.levels = levels(each);
        this.fingerprint = fingerprint(image, each);
    }

    private static float[][] levels(Normalization normalization) {
        float[][] levels = new float[normalization.mean().size()][LEVELS];
        for (int channel = 0; channel < levels.length; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                levels[channel][level] = normalization.apply(level / 255f, channel);
            }
        }
        return levels;
    }

    private String fingerprint(Shape image, Normalization normalization) {
        Sha256 digest = Sha256.create()
            .add(image.dim(0) == 1 ? "grey images" : "colour images").add(image.toString()).add(classes);
        for (int channel = 0; channel < image.dim(0); channel++) {
            digest.add(Float.floatToIntBits(normalization.mean().get(channel)));
            digest.add(Float.floatToIntBits(normalization.std().get(channel)));
        }
        return digest.add(pixels).add(labels).hex();
    }

    @Override
    public long size() {
        return labels.length;
    }

    @Override
    public TensorType features() {
        return features;
    }

    @Override
    public TensorType target() {
        return TensorType.LABEL;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public void readFeatures(long index, MemorySegment into, long offsetBytes) {
        int first = (int) Objects.checkIndex(index, size()) * imagePixels;
        for (int channel = 0; channel < levels.length; channel++) {
            int from = channel * channelPixels;
            readChannel(levels[channel], first + from, into, offsetBytes + (long) from * Float.BYTES);
        }
    }

    private void readChannel(float[] levels, int first, MemorySegment into, long offsetBytes) {
        float[] block = BLOCK.get();
        for (int done = 0; done < channelPixels; done += block.length) {
            int count = Math.min(block.length, channelPixels - done);
            for (int pixel = 0; pixel < count; pixel++) {
                block[pixel] = levels[pixels[first + done + pixel] & 0xFF];
            }
            MemorySegment.copy(
                block, 0, into, ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes + (long) done * Float.BYTES, count);
        }
    }

    @Override
    public void readTarget(long index, MemorySegment into, long offsetBytes) {
        into.set(ValueLayout.JAVA_LONG_UNALIGNED, offsetBytes, labels[(int) Objects.checkIndex(index, size())] & 0xFF);
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }
}
