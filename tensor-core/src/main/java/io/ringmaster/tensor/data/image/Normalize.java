package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.Draws;
import io.ringmaster.tensor.data.Normalization;
import io.ringmaster.tensor.data.Transform;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// `(x - mean) / std`, by the first dim: channel by channel for images, column by column for rows of a table.
///
/// Shapes: [C, ...] → the same.
public record Normalize(Normalization by) implements Transform {

    /// By the mean and standard deviation of all samples of a set. A channel that never changes is only shifted.
    public static Normalize fit(Dataset dataset) {
        int channels = channels(dataset.features().shape());
        float[] values = new float[Math.toIntExact(dataset.features().elements())];
        int each = values.length / channels;
        double[] sums = new double[channels];
        double[] squares = new double[channels];
        for (long index = 0; index < dataset.size(); index++) {
            dataset.readFeatures(index, MemorySegment.ofArray(values), 0);
            for (int place = 0; place < values.length; place++) {
                sums[place / each] += values[place];
                squares[place / each] += (double) values[place] * values[place];
            }
        }
        return of(sums, squares, (double) dataset.size() * each);
    }

    private static Normalize of(double[] sums, double[] squares, double count) {
        List<Float> means = new ArrayList<>();
        List<Float> stds = new ArrayList<>();
        for (int channel = 0; channel < sums.length; channel++) {
            double mean = sums[channel] / count;
            double std = Math.sqrt(Math.max(0, squares[channel] / count - mean * mean));
            means.add((float) mean);
            stds.add((float) std > 0 ? (float) std : 1);
        }
        return new Normalize(new Normalization(means, stds));
    }

    private static int channels(Shape features) {
        if (features.rank() == 0 || features.elements() == 0) {
            throw new DataException("features %s to be normalised; they have 1 dim or more, of 1 value or more", features);
        }
        return (int) features.dim(0);
    }

    @Override
    public Shape shape(Shape input) {
        by.forChannels(channels(input));
        return input;
    }

    @Override
    public float[] apply(float[] values, Shape input, Draws draws) {
        Normalization each = by.forChannels(input.dim(0));
        int length = values.length / (int) input.dim(0);
        for (int channel = 0; channel < input.dim(0); channel++) {
            float mean = each.mean().get(channel);
            float std = each.std().get(channel);
            for (int place = channel * length; place < (channel + 1) * length; place++) {
                values[place] = (values[place] - mean) / std;
            }
        }
        return values;
    }
}
