package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.models.D2lResNet;
import io.ringmaster.models.Gpt;
import io.ringmaster.models.LeNet;
import io.ringmaster.models.Mlp;
import io.ringmaster.models.ResNet;
import io.ringmaster.nn.Dropout;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The networks that a job can name. Each throws [ConfigException] where it can't take the job's data.
final class Networks {

    private Networks() {}

    /// The network without values; none where the job's class makes it.
    static Optional<Layer> build(ModelConfig config, JobData data) {
        return switch (config) {
            case ModelConfig.Mlp(var layers, var dropout) -> Optional.of(mlp(layers, dropout, data));
            case ModelConfig.Lenet(var classes) -> {
                Shape image = image("lenet", classes, data);
                yield Optional.of(LeNet.of(image.dim(0), image.dim(1), image.dim(2), classes));
            }
            case ModelConfig.Resnet(var variant, var classes) -> Optional.of(switch (variant) {
                case RESNET18_D2L -> D2lResNet.of(image("resnet18-d2l", classes, data).dim(0), classes);
                case RESNET18 -> photographs("resnet18", classes, data, ResNet.ofDepth18(classes));
                case RESNET50 -> photographs("resnet50", classes, data, ResNet.ofDepth50(classes));
            });
            case ModelConfig.Gpt gpt -> Optional.of(gpt(gpt, data));
            case ModelConfig.OfJob _ -> Optional.empty();
        };
    }

    /// What the network makes of a batch's features, in the shape that losses and metrics take: an MLP takes each sample as
    /// one row, and a GPT's scores have the tokens last, where PyTorch's losses have them second.
    static Tensor predict(ModelConfig config, Layer net, Tensor features) {
        return switch (config) {
            case ModelConfig.Mlp _ -> net.forward(features.flatten(1));
            case ModelConfig.Lenet _, ModelConfig.Resnet _, ModelConfig.OfJob _ -> net.forward(features);
            case ModelConfig.Gpt _ -> net.forward(features).transpose(1, 2);    // [B, V, T]
        };
    }

    private static Layer mlp(List<Integer> layers, double dropout, JobData data) {
        requireLabels("mlp", data);
        TensorType features = data.train().features();
        long inputs = features.elements();
        if (layers.getFirst() != inputs || data.eval().features().elements() != inputs) {
            throw new ConfigException("model.layers",
                "model.layers is %s but samples have shape %s (evaluation: %s); the first layer must be %d, a sample's size"
                    .formatted(layers, features.shape(), data.eval().features().shape(), inputs));
        }
        if (layers.getLast() < data.classes()) {
            throw new ConfigException("model.layers",
                "model.layers is %s but labels go up to %d; the last layer must be %d or more, one for each class"
                    .formatted(layers, data.classes() - 1, data.classes()));
        }
        long[] sizes = layers.stream().mapToLong(Integer::longValue).toArray();
        return dropout == 0 ? Mlp.of(sizes) : withDropout(sizes, dropout);
    }

    private static Layer withDropout(long[] sizes, double dropout) {
        List<Layer> layers = new ArrayList<>();
        for (int layer = 1; layer < sizes.length; layer++) {
            if (layer > 1) {
                layers.add(new ReLU());
                layers.add(new Dropout(dropout));
            }
            layers.add(new Linear(sizes[layer - 1], sizes[layer]));
        }
        return new Sequential(layers);
    }

    private static void requireLabels(String kind, JobData data) {
        TensorType features = data.train().features();
        if (features.dtype() != DType.FLOAT32 || !data.train().target().equals(TensorType.LABEL)) {
            throw new ConfigException("model.kind",
                "model.kind is %s but samples are %s with targets %s; it takes values of float32 and one label, so use other data"
                    .formatted(kind, features, data.train().target()));
        }
    }

    /// The shape of the data's images: [channels, height, width].
    private static Shape image(String kind, int classes, JobData data) {
        requireLabels(kind, data);
        Shape image = data.train().features().shape();
        if (image.rank() != 3 || !data.eval().features().shape().equals(image)) {
            throw new ConfigException("model.kind",
                "model.kind is %s but samples have shape %s (evaluation: %s); it takes images, [channels, height, width]"
                    .formatted(kind, image, data.eval().features().shape()));
        }
        if (classes < data.classes()) {
            throw new ConfigException("model.classes", "model.classes is %d but labels go up to %d; it must be %d or more"
                .formatted(classes, data.classes() - 1, data.classes()));
        }
        return image;
    }

    private static Layer photographs(String kind, int classes, JobData data, Layer net) {
        long channels = image(kind, classes, data).dim(0);
        if (channels != 3) {
            throw new ConfigException("model.kind", "model.kind is %s but images have %d channels; it takes 3, so use resnet18-d2l"
                .formatted(kind, channels));
        }
        return net;
    }

    private static Layer gpt(ModelConfig.Gpt config, JobData data) {
        TensorType ids = data.train().features();
        if (ids.dtype() != DType.INT64 || ids.shape().rank() != 1 || !data.train().target().equals(ids)) {
            throw new ConfigException("model.kind",
                "model.kind is gpt but samples are %s with targets %s; it takes windows of tokens, so use data.kind = text"
                    .formatted(ids, data.train().target()));
        }
        long longest = Math.max(ids.elements(), data.eval().features().elements());
        if (longest > config.context()) {
            throw new ConfigException("model.context", "model.context is %d but samples have %d tokens; it must be as many or more"
                .formatted(config.context(), longest));
        }
        int vocabulary = config.vocabulary() == 0 ? data.classes() : config.vocabulary();
        if (vocabulary < data.classes()) {
            throw new ConfigException("model.vocabulary", "model.vocabulary is %d but tokens go up to %d; it must be %d or more, "
                .formatted(vocabulary, data.classes() - 1, data.classes()) + "or 0 for as many as there are");
        }
        return new Gpt(new Gpt.Config(
            config.blocks(), config.heads(), config.width(), config.context(), vocabulary, config.dropout()));
    }
}
