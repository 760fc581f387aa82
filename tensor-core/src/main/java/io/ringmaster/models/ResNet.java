package io.ringmaster.models;

import io.ringmaster.nn.AdaptiveAvgPool2d;
import io.ringmaster.nn.BatchNorm2d;
import io.ringmaster.nn.Conv2d;
import io.ringmaster.nn.Flatten;
import io.ringmaster.nn.Gain;
import io.ringmaster.nn.Identity;
import io.ringmaster.nn.Initializer;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.MaxPool2d;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A residual net for photographs, with torchvision's names, arithmetic and first values.
///
/// Shapes: x [B, 3, H, W] → [B, classes]. State: `conv1`, `bn1`, `layer1.0.conv1`, ..., `layer2.0.downsample.0`, ..., `fc`.
/// Source: He et al. 2016; torchvision.models.resnet, whose 50 layers have the stride in the window of 3 x 3.
public final class ResNet extends Layer {

    private static final long[] WIDTHS = {64, 128, 256, 512};

    private final Sequential net;

    /// Makes a block of a stage. Its result has `expansion` times `width` channels.
    private enum Kind {
        BASIC(1),
        BOTTLENECK(4);

        private final long expansion;

        Kind(long expansion) {
            this.expansion = expansion;
        }
    }

    private ResNet(Kind kind, long classes, int... blocks) {
        List<Layer> layers = new ArrayList<>(List.of(
            child("conv1", convolution(3, WIDTHS[0], 7, 2)),
            child("bn1", new BatchNorm2d(WIDTHS[0])),
            new ReLU(),
            new MaxPool2d(3).stride(2).padding(1)));        // [B, 64, H / 4, W / 4]
        long channels = WIDTHS[0];
        for (int stage = 0; stage < WIDTHS.length; stage++) {
            layers.add(child("layer" + (stage + 1), stage(kind, channels, WIDTHS[stage], stage == 0 ? 1 : 2, blocks[stage])));
            channels = kind.expansion * WIDTHS[stage];
        }
        layers.add(new AdaptiveAvgPool2d(1));
        layers.add(new Flatten());
        layers.add(child("fc", new Linear(channels, classes)));
        net = new Sequential(layers);
    }

    /// Of 18 layers.
    public static ResNet ofDepth18(long classes) {
        return new ResNet(Kind.BASIC, classes, 2, 2, 2, 2);
    }

    /// Of 50 layers.
    public static ResNet ofDepth50(long classes) {
        return new ResNet(Kind.BOTTLENECK, classes, 3, 4, 6, 3);
    }

    private static Sequential stage(Kind kind, long inputs, long width, long stride, int blocks) {
        List<Layer> layers = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            layers.add(new Block(kind, block == 0 ? inputs : kind.expansion * width, width, block == 0 ? stride : 1));
        }
        return new Sequential(layers);
    }

    private static Conv2d convolution(long inputs, long outputs, long size, long stride) {
        Conv2d convolution = new Conv2d(inputs, outputs, size).stride(stride).padding(size / 2).bias(false);
        convolution.get("weight").initializer(Initializer.kaimingNormal(Initializer.Mode.FAN_OUT, Gain.RELU));
        return convolution;
    }

    @Override
    public Tensor forward(Tensor x) {
        return net.forward(x);
    }

    /// Convolutions whose result is added to their input, or to what a convolution of 1 x 1 makes of it.
    private static final class Block extends Layer {

        private final Layer body;
        private final Layer shortcut;

        private Block(Kind kind, long inputs, long width, long stride) {
            long outputs = kind.expansion * width;
            body = switch (kind) {
                case BASIC -> new Sequential(
                    child("conv1", convolution(inputs, width, 3, stride)), child("bn1", new BatchNorm2d(width)), new ReLU(),
                    child("conv2", convolution(width, width, 3, 1)), child("bn2", new BatchNorm2d(width)));
                case BOTTLENECK -> new Sequential(
                    child("conv1", convolution(inputs, width, 1, 1)), child("bn1", new BatchNorm2d(width)), new ReLU(),
                    child("conv2", convolution(width, width, 3, stride)), child("bn2", new BatchNorm2d(width)), new ReLU(),
                    child("conv3", convolution(width, outputs, 1, 1)), child("bn3", new BatchNorm2d(outputs)));
            };
            shortcut = stride == 1 && inputs == outputs
                ? new Identity()
                : child("downsample", new Sequential(convolution(inputs, outputs, 1, stride), new BatchNorm2d(outputs)));
        }

        @Override
        public Tensor forward(Tensor x) {
            return body.forward(x).add(shortcut.forward(x)).relu();
        }
    }
}
