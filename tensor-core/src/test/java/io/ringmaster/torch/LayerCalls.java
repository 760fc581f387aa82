package io.ringmaster.torch;

import io.ringmaster.nn.AdaptiveAvgPool2d;
import io.ringmaster.nn.AvgPool2d;
import io.ringmaster.nn.BatchNorm1d;
import io.ringmaster.nn.BatchNorm2d;
import io.ringmaster.nn.Conv1d;
import io.ringmaster.nn.Conv2d;
import io.ringmaster.nn.ConvTranspose2d;
import io.ringmaster.nn.Embedding;
import io.ringmaster.nn.GroupNorm;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.LayerNorm;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.MaxPool2d;
import io.ringmaster.nn.PaddingMode;
import io.ringmaster.nn.RMSNorm;
import java.util.Locale;
import java.util.Map;

/// The layers that `random_layers.py` calls.
final class LayerCalls {

    static final Map<String, Subject.Maker> ALL = Map.ofEntries(
        Map.entry("linear", of -> Subject.of(new Linear(of.count("i"), of.count("o")).bias(of.flag("bias")))),
        Map.entry("conv1d", of -> Subject.of(conv1d(of))),
        Map.entry("conv2d", of -> Subject.of(conv2d(of))),
        Map.entry("conv2dPadded", of -> Subject.of(padded(of))),
        Map.entry("convTranspose2d", of -> Subject.of(transposed(of))),
        Map.entry("maxPool2d", of -> Subject.of(maxPool(of))),
        Map.entry("avgPool2d", of -> Subject.of(averagePool(of))),
        Map.entry("adaptiveAvgPool2d", of -> Subject.of(new AdaptiveAvgPool2d(of.sizes("size")[0], of.sizes("size")[1]))),
        Map.entry("batchNorm", of -> Subject.of(batchNorm(of))),
        Map.entry("layerNorm", of -> Subject.of(new LayerNorm(of.sizes("sizes")).epsilon(of.number("eps"))
            .affine(of.flag("affine")).bias(of.flag("bias")))),
        Map.entry("groupNorm", of -> Subject.of(new GroupNorm(of.count("groups"), of.count("channels"))
            .epsilon(of.number("eps")).affine(of.flag("affine")))),
        Map.entry("rmsNorm", of -> Subject.of(rmsNorm(of).affine(of.flag("affine")))),
        Map.entry("embedding", of -> Subject.of(embedding(of))));

    private LayerCalls() {}

    private static Layer conv1d(RandomCase of) {
        return new Conv1d(of.count("i"), of.count("o"), of.count("size")).stride(of.count("stride")).padding(of.count("padding"))
            .dilation(of.count("dilation")).groups(of.count("groups")).bias(of.flag("bias"));
    }

    private static Layer conv2d(RandomCase of) {
        long[] size = of.sizes("size");
        long[] stride = of.sizes("stride");
        long[] padding = of.sizes("padding");
        long[] dilation = of.sizes("dilation");
        return new Conv2d(of.count("i"), of.count("o"), size[0], size[1]).stride(stride[0], stride[1])
            .padding(padding[0], padding[1]).dilation(dilation[0], dilation[1]).groups(of.count("groups")).bias(of.flag("bias"));
    }

    private static Layer padded(RandomCase of) {
        Conv2d plain = new Conv2d(of.count("i"), of.count("o"), of.count("size"))
            .paddingMode(PaddingMode.valueOf(of.text("mode").toUpperCase(Locale.ROOT)));
        return of.text("padding").equals("same") ? plain.samePadding() : plain.padding(of.count("padding"));
    }

    private static Layer transposed(RandomCase of) {
        long[] size = of.sizes("size");
        long[] stride = of.sizes("stride");
        long[] padding = of.sizes("padding");
        long[] dilation = of.sizes("dilation");
        long[] more = of.sizes("more");
        return new ConvTranspose2d(of.count("i"), of.count("o"), size[0], size[1]).stride(stride[0], stride[1])
            .padding(padding[0], padding[1]).dilation(dilation[0], dilation[1]).outputPadding(more[0], more[1])
            .groups(of.count("groups")).bias(of.flag("bias"));
    }

    private static Layer maxPool(RandomCase of) {
        long[] size = of.sizes("size");
        long[] stride = of.sizes("stride");
        long[] padding = of.sizes("padding");
        long[] dilation = of.sizes("dilation");
        MaxPool2d pool = new MaxPool2d(size[0], size[1]).stride(stride[0], stride[1]).padding(padding[0], padding[1])
            .dilation(dilation[0], dilation[1]);
        return of.flag("ceil") ? pool.ceil() : pool;
    }

    private static Layer averagePool(RandomCase of) {
        long[] size = of.sizes("size");
        long[] stride = of.sizes("stride");
        long[] padding = of.sizes("padding");
        AvgPool2d pool = new AvgPool2d(size[0], size[1]).stride(stride[0], stride[1]).padding(padding[0], padding[1])
            .countIncludePad(of.flag("counts"));
        return of.flag("ceil") ? pool.ceil() : pool;
    }

    private static Layer batchNorm(RandomCase of) {
        Layer norm;
        if (of.flag("flat")) {
            BatchNorm1d plain = new BatchNorm1d(of.count("channels")).epsilon(of.number("eps")).affine(of.flag("affine"))
                .trackRunningStats(of.flag("track"));
            norm = of.none("momentum") ? plain.averaging() : plain.momentum(of.number("momentum"));
        } else {
            BatchNorm2d plain = new BatchNorm2d(of.count("channels")).epsilon(of.number("eps")).affine(of.flag("affine"))
                .trackRunningStats(of.flag("track"));
            norm = of.none("momentum") ? plain.averaging() : plain.momentum(of.number("momentum"));
        }
        return of.flag("train") ? norm : norm.eval();
    }

    private static RMSNorm rmsNorm(RandomCase of) {
        RMSNorm plain = new RMSNorm(of.sizes("sizes"));
        return of.none("eps") ? plain : plain.epsilon(of.number("eps"));
    }

    private static Layer embedding(RandomCase of) {
        Embedding plain = new Embedding(of.count("count"), of.count("width"));
        return of.none("padding") ? plain : plain.paddingIndex(of.count("padding"));
    }
}
