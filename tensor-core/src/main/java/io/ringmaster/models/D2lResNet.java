package io.ringmaster.models;

import io.ringmaster.nn.AdaptiveAvgPool2d;
import io.ringmaster.nn.BatchNorm2d;
import io.ringmaster.nn.Conv2d;
import io.ringmaster.nn.Flatten;
import io.ringmaster.nn.Identity;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A residual net of 18 layers for small images, without the pooling that photographs get at first.
///
/// Source: Zhang et al., "Dive into Deep Learning", the chapter on training with several GPUs.
public final class D2lResNet {

    private static final long[] CHANNELS = {64, 128, 256, 512};

    private D2lResNet() {}

    /// Its parameters are named as PyTorch names those of the chapter's Sequential: `0.weight`, `3.conv1.weight`, ...
    ///
    /// Shapes: x [B, channels, H, W] → [B, classes].
    public static Sequential of(long channels, long classes) {
        List<Layer> layers = new ArrayList<>();
        layers.add(new Conv2d(channels, CHANNELS[0], 3).padding(1));
        layers.add(new BatchNorm2d(CHANNELS[0]));
        layers.add(new ReLU());
        long before = CHANNELS[0];
        for (long width : CHANNELS) {
            layers.add(new Residual(before, width, width == before ? 1 : 2));
            layers.add(new Residual(width, width, 1));
            before = width;
        }
        layers.add(new AdaptiveAvgPool2d(1));
        layers.add(new Flatten());
        layers.add(new Linear(before, classes));
        return new Sequential(layers);
    }

    /// Two convolutions whose result is added to their input; a third one brings that to their shape where it is needed.
    ///
    /// Shapes: x [B, I, H, W] → [B, O, H / stride, W / stride]. State: `conv1`, `bn1`, `conv2`, `bn2`, `conv3` if needed.
    public static final class Residual extends Layer {

        private final Layer body;
        private final Layer shortcut;

        public Residual(long inputs, long outputs, long stride) {
            body = new Sequential(
                child("conv1", new Conv2d(inputs, outputs, 3).padding(1).stride(stride)),
                child("bn1", new BatchNorm2d(outputs)),
                new ReLU(),
                child("conv2", new Conv2d(outputs, outputs, 3).padding(1)),
                child("bn2", new BatchNorm2d(outputs)));
            shortcut = inputs == outputs && stride == 1
                ? new Identity()
                : child("conv3", new Conv2d(inputs, outputs, 1).stride(stride));
        }

        @Override
        public Tensor forward(Tensor x) {
            return body.forward(x).add(shortcut.forward(x)).relu();
        }
    }
}
