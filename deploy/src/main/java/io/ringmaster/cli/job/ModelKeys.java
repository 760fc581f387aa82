package io.ringmaster.cli.job;

import io.ringmaster.cli.job.Keys.ModelKind;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ModelConfig.Gpt;
import io.ringmaster.proto.config.ModelConfig.Lenet;
import io.ringmaster.proto.config.ModelConfig.Mlp;
import io.ringmaster.proto.config.ModelConfig.OfJob;
import io.ringmaster.proto.config.ModelConfig.Resnet;
import io.ringmaster.proto.config.ModelConfig.ResnetVariant;

/// The keys of the section `model`: into records, and back.
final class ModelKeys {

    private ModelKeys() {}

    static ModelConfig read(Values from) {
        return switch (from.get(Keys.MODEL_KIND)) {
            case MLP -> new Mlp(from.get(Keys.LAYERS), from.get(Keys.DROPOUT));
            case LENET -> new Lenet(from.get(Keys.CLASSES));
            case RESNET18_D2L -> new Resnet(ResnetVariant.RESNET18_D2L, from.get(Keys.CLASSES));
            case RESNET18 -> new Resnet(ResnetVariant.RESNET18, from.get(Keys.CLASSES));
            case RESNET50 -> new Resnet(ResnetVariant.RESNET50, from.get(Keys.CLASSES));
            case GPT -> new Gpt(
                from.get(Keys.BLOCKS),
                from.get(Keys.HEADS),
                from.get(Keys.MODEL_WIDTH),
                from.get(Keys.MODEL_CONTEXT),
                from.get(Keys.VOCABULARY),
                from.get(Keys.DROPOUT));
            case JOB -> new OfJob();
        };
    }

    static void write(ModelConfig model, JobWriter to) {
        switch (model) {
            case Mlp(var layers, var dropout) -> {
                to.putKind(Keys.MODEL_KIND, ModelKind.MLP);
                to.put(Keys.LAYERS, layers);
                to.put(Keys.DROPOUT, dropout);
            }
            case Lenet(var classes) -> {
                to.putKind(Keys.MODEL_KIND, ModelKind.LENET);
                to.put(Keys.CLASSES, classes);
            }
            case Resnet(var variant, var classes) -> {
                to.putKind(Keys.MODEL_KIND, kind(variant));
                to.put(Keys.CLASSES, classes);
            }
            case Gpt gpt -> {
                to.putKind(Keys.MODEL_KIND, ModelKind.GPT);
                to.put(Keys.BLOCKS, gpt.blocks());
                to.put(Keys.HEADS, gpt.heads());
                to.put(Keys.MODEL_WIDTH, gpt.width());
                to.put(Keys.MODEL_CONTEXT, gpt.context());
                to.put(Keys.VOCABULARY, gpt.vocabulary());
                to.put(Keys.DROPOUT, gpt.dropout());
            }
            case OfJob _ -> to.putKind(Keys.MODEL_KIND, ModelKind.JOB);
        }
    }

    private static ModelKind kind(ResnetVariant variant) {
        return switch (variant) {
            case RESNET18_D2L -> ModelKind.RESNET18_D2L;
            case RESNET18 -> ModelKind.RESNET18;
            case RESNET50 -> ModelKind.RESNET50;
        };
    }
}
