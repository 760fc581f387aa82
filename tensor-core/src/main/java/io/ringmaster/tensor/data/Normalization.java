package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import java.util.Collections;
import java.util.List;

/// How features are shifted and scaled before a model sees them: `(x - mean) / std`, with x in [0, 1].
///
/// @param mean of each channel, or one of all
/// @param std  of each channel, or one of all
public record Normalization(List<Float> mean, List<Float> std) {

    public static final Normalization NONE = new Normalization(0, 1);

    /// The mean and standard deviation of MNIST's 60,000 training images.
    public static final Normalization MNIST = new Normalization(0.1307f, 0.3081f);

    /// Those of Fashion-MNIST's 60,000 training images.
    public static final Normalization FASHION_MNIST = new Normalization(0.2860f, 0.3530f);

    /// Those of CIFAR-10's 50,000 training images: red, green, blue.
    public static final Normalization CIFAR10 =
        new Normalization(List.of(0.4914f, 0.4822f, 0.4465f), List.of(0.2470f, 0.2435f, 0.2616f));

    /// Those that torchvision's models of ImageNet were trained with: red, green, blue.
    public static final Normalization IMAGENET =
        new Normalization(List.of(0.485f, 0.456f, 0.406f), List.of(0.229f, 0.224f, 0.225f));

    public Normalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.isEmpty() || mean.size() != std.size()) {
            throw new DataException("the normalization has the means %s and the stds %s; each channel has one of both",
                mean, std);
        }
        for (float each : mean) {
            if (!Float.isFinite(each)) {
                throw new DataException("the normalization's mean is %s; it must be a finite number, such as 0.1307", each);
            }
        }
        for (float each : std) {
            if (!Float.isFinite(each) || each <= 0) {
                throw new DataException(
                    "the normalization's std is %s; it must be a finite number above 0, such as 0.3081", each);
            }
        }
    }

    public Normalization(float mean, float std) {
        this(List.of(mean), List.of(std));
    }

    /// The same for that many channels. Throws [DataException] where it is of another number.
    public Normalization forChannels(long channels) {
        if (mean.size() == channels) {
            return this;
        }
        if (mean.size() != 1) {
            throw new DataException("the normalization has %d means but samples have %d channels; give one mean and std "
                + "for each channel, or one for all", mean.size(), channels);
        }
        return new Normalization(
            Collections.nCopies((int) channels, mean.getFirst()), Collections.nCopies((int) channels, std.getFirst()));
    }

    /// Images, [C, H, W] or [B, C, H, W], shifted and scaled.
    public Tensor of(Tensor images) {
        if (images.shape().rank() != 3 && images.shape().rank() != 4) {
            throw new ShapeException("normalization of %s; it takes images [C, H, W] or [B, C, H, W]", images);
        }
        Normalization perChannel = forChannels(images.dim(-3));
        return images.sub(column(perChannel.mean, images)).div(column(perChannel.std, images));
    }

    /// Shapes: → [C, 1, 1].
    private static Tensor column(List<Float> values, Tensor like) {
        double[] all = values.stream().mapToDouble(Float::doubleValue).toArray();
        return Tensor.of(all, Shape.of(all.length, 1, 1), Device.CPU).to(like.device(), like.dtype());
    }

    /// One value of a channel.
    public float apply(float value, int channel) {
        return (value - mean.get(channel)) / std.get(channel);
    }
}
