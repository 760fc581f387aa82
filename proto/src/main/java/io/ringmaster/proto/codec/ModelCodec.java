package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ModelConfig.ResnetVariant;
import io.ringmaster.proto.wire.JobWire;

/// Which network a job trains.
final class ModelCodec {

    private ModelCodec() {}

    static JobWire.Model write(ModelConfig model) {
        JobWire.Model.Builder wire = JobWire.Model.newBuilder();
        switch (model) {
            case ModelConfig.Mlp(var layers, var dropout) -> wire.getMlpBuilder().addAllLayers(layers).setDropout(dropout);
            case ModelConfig.Lenet(var classes) -> wire.getLenetBuilder().setClasses(classes);
            case ModelConfig.Resnet(var variant, var classes) ->
                wire.getResnetBuilder().setVariant(write(variant)).setClasses(classes);
            case ModelConfig.Gpt gpt -> wire.getGptBuilder()
                .setBlocks(gpt.blocks())
                .setHeads(gpt.heads())
                .setWidth(gpt.width())
                .setContext(gpt.context())
                .setVocabulary(gpt.vocabulary())
                .setDropout(gpt.dropout());
            case ModelConfig.OfJob _ -> wire.setOfJob(JobWire.ModelOfJob.getDefaultInstance());
        }
        return wire.build();
    }

    static ModelConfig read(JobWire.Model wire) {
        return switch (wire.getKindCase()) {
            case MLP -> new ModelConfig.Mlp(wire.getMlp().getLayersList(), wire.getMlp().getDropout());
            case LENET -> new ModelConfig.Lenet(wire.getLenet().getClasses());
            case RESNET -> new ModelConfig.Resnet(read(wire.getResnet().getVariant()), wire.getResnet().getClasses());
            case GPT -> read(wire.getGpt());
            case OF_JOB -> new ModelConfig.OfJob();
            case KIND_NOT_SET -> throw JobCodec.unset("model");
        };
    }

    private static ModelConfig.Gpt read(JobWire.Gpt wire) {
        return new ModelConfig.Gpt(wire.getBlocks(), wire.getHeads(), wire.getWidth(), wire.getContext(),
            wire.getVocabulary(), wire.getDropout());
    }

    private static JobWire.ResnetVariant write(ResnetVariant variant) {
        return switch (variant) {
            case RESNET18_D2L -> JobWire.ResnetVariant.RESNET_VARIANT_RESNET18_D2L;
            case RESNET18 -> JobWire.ResnetVariant.RESNET_VARIANT_RESNET18;
            case RESNET50 -> JobWire.ResnetVariant.RESNET_VARIANT_RESNET50;
        };
    }

    private static ResnetVariant read(JobWire.ResnetVariant wire) {
        return switch (wire) {
            case RESNET_VARIANT_RESNET18_D2L -> ResnetVariant.RESNET18_D2L;
            case RESNET_VARIANT_RESNET18 -> ResnetVariant.RESNET18;
            case RESNET_VARIANT_RESNET50 -> ResnetVariant.RESNET50;
            case RESNET_VARIANT_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("residual net's variant");
        };
    }
}
