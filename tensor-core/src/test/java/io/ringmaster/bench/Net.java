package io.ringmaster.bench;

import io.ringmaster.models.D2lResNet;
import io.ringmaster.models.Gpt;
import io.ringmaster.models.LeNet;
import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Layer;
import io.ringmaster.optim.AdamW;
import io.ringmaster.optim.Algorithm;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import java.util.Arrays;
import java.util.Locale;

/// What is measured, with PyTorch's name for the same.
enum Net {
    MLP("mlp", 128),
    LENET("lenet", 128),
    RESNET18("resnet18-d2l", 64),
    GPT("gpt-char", 8);

    private static final long CLASSES = 10;
    private static final long CHARACTERS = 65;
    private static final long CONTEXT = 128;

    private final String title;
    private final int batch;

    Net(String title, int batch) {
        this.title = title;
        this.batch = batch;
    }

    static Net of(String title) {
        return Arrays.stream(values()).filter(net -> net.title.equals(title)).findFirst().orElseThrow(() ->
            new IllegalArgumentException(title + " is none of " + Arrays.toString(values()).toLowerCase(Locale.ROOT)));
    }

    String title() {
        return title;
    }

    /// What one of two workers gets of the global batch.
    int batch() {
        return batch;
    }

    Layer layer() {
        return switch (this) {
            case MLP -> Mlp.of(784, 256, CLASSES);
            case LENET -> LeNet.of(CLASSES);
            case RESNET18 -> D2lResNet.of(1, CLASSES);
            case GPT -> new Gpt(Gpt.Config.ofCharacters(CHARACTERS));
        };
    }

    Algorithm algorithm() {
        return this == GPT ? AdamW.of(1e-3) : Sgd.of(0.01).momentum(0.9);
    }

    /// Draws one batch.
    Tensor features(long samples, long which) {
        RandomStream stream = new RandomStream(1, which, 0, 0);
        return switch (this) {
            case MLP -> Tensor.randn(stream, samples, 784);
            case LENET, RESNET18 -> Tensor.randn(stream, samples, 1, 28, 28);
            case GPT -> draw(stream, CHARACTERS, Shape.of(samples, CONTEXT));
        };
    }

    Tensor labels(long samples, long which) {
        RandomStream stream = new RandomStream(1, which, 0, 1);
        return this == GPT ? draw(stream, CHARACTERS, Shape.of(samples * CONTEXT)) : draw(stream, CLASSES, Shape.of(samples));
    }

    private static Tensor draw(RandomStream stream, long below, Shape shape) {
        long[] values = new long[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) (stream.uniform(i) * below);
        }
        return Tensor.of(values, shape, Device.CPU);
    }
}
