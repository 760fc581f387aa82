package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.torch.Descent;
import io.ringmaster.torch.TorchFixture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each layer computes what PyTorch's does: results, gradients of inputs and parameters, running statistics.
class TorchLayersTest {

    private static final double TOLERANCE = 1e-5;
    private static final TorchFixture TORCH = TorchFixture.read("layers");

    /// What a case does with its inputs.
    private interface Forward {

        Tensor of(List<Tensor> inputs);
    }

    private record Case(Module module, Forward forward) {

        static Case of(Layer layer) {
            return new Case(layer, inputs -> layer.forward(inputs.getFirst()));
        }
    }

    private static Map<String, Case> cases() {
        Map<String, Case> all = new LinkedHashMap<>();
        convolutions(all);
        activations(all);
        recurrent(all);
        pools(all);
        norms(all);
        attention(all);
        all.put("embedding", Case.of(new Embedding(10, 6)));
        all.put("embedding-padding", Case.of(new Embedding(10, 6).paddingIndex(4)));
        all.put("linear", Case.of(new Linear(7, 5)));
        all.put("linear-no-bias", Case.of(new Linear(7, 5).bias(false)));
        return all;
    }

    private static void convolutions(Map<String, Case> all) {
        all.put("conv2d-plain", Case.of(new Conv2d(3, 5, 3)));
        all.put("conv2d-padded", Case.of(new Conv2d(1, 6, 5).padding(2)));
        all.put("conv2d-strided", Case.of(new Conv2d(4, 8, 3).stride(2).padding(1)));
        all.put("conv2d-dilated", Case.of(new Conv2d(2, 3, 3).dilation(2).padding(2)));
        all.put("conv2d-grouped", Case.of(new Conv2d(6, 9, 3).groups(3).padding(1)));
        all.put("conv2d-depthwise", Case.of(new Conv2d(8, 8, 3).groups(8).padding(1).bias(false)));
        all.put("conv2d-asymmetric", Case.of(new Conv2d(3, 4, 1, 5).stride(2, 1).padding(0, 2)));
        all.put("conv2d-pointwise", Case.of(new Conv2d(16, 32, 1).stride(2)));
        all.put("conv2d-same", Case.of(new Conv2d(2, 3, 4, 3).dilation(1, 2).samePadding()));
        for (PaddingMode mode : List.of(PaddingMode.REFLECT, PaddingMode.REPLICATE, PaddingMode.CIRCULAR)) {
            all.put("conv2d-" + mode.name().toLowerCase(Locale.ROOT), Case.of(new Conv2d(2, 3, 3).padding(2).paddingMode(mode)));
        }
        all.put("conv2d-single", Case.of(new Conv2d(3, 4, 3)));
        all.put("conv1d", Case.of(new Conv1d(3, 6, 3).stride(2).padding(1)));
        all.put("conv1d-dilated", Case.of(new Conv1d(4, 4, 3).dilation(3).groups(2)));
        all.put("conv-transpose2d", Case.of(new ConvTranspose2d(4, 3, 3).stride(2).padding(1).outputPadding(1)));
        all.put("conv-transpose2d-grouped", Case.of(new ConvTranspose2d(4, 6, 4).stride(2).padding(1).groups(2)));
    }

    private static void pools(Map<String, Case> all) {
        all.put("max-pool2d", Case.of(new MaxPool2d(2)));
        all.put("max-pool2d-overlapping", Case.of(new MaxPool2d(3).stride(2).padding(1)));
        all.put("max-pool2d-rectangular", Case.of(new MaxPool2d(3, 2).stride(1, 2).padding(1, 0)));
        all.put("avg-pool2d", Case.of(new AvgPool2d(2)));
        all.put("avg-pool2d-padded", Case.of(new AvgPool2d(3).stride(2).padding(1).countIncludePad(false)));
        all.put("avg-pool2d-ceil", Case.of(new AvgPool2d(3).stride(2).ceil()));
        all.put("adaptive-avg-pool2d-1", Case.of(new AdaptiveAvgPool2d(1)));
        all.put("adaptive-avg-pool2d-3x2", Case.of(new AdaptiveAvgPool2d(3, 2)));
    }

    private static void norms(Map<String, Case> all) {
        all.put("batch-norm1d", Case.of(new BatchNorm1d(6)));
        all.put("batch-norm1d-sequence", Case.of(new BatchNorm1d(4)));
        all.put("batch-norm2d", Case.of(new BatchNorm2d(5)));
        all.put("batch-norm2d-momentum", Case.of(new BatchNorm2d(16).momentum(0.3).epsilon(1e-3)));
        all.put("batch-norm2d-eval", Case.of(new BatchNorm2d(5).eval()));
        all.put("batch-norm2d-plain", Case.of(new BatchNorm2d(5).affine(false)));
        all.put("batch-norm2d-averaging", Case.of(new BatchNorm2d(3).averaging()));
        all.put("batch-norm1d-untracked", Case.of(new BatchNorm1d(3).trackRunningStats(false).eval()));
        all.put("layer-norm-no-bias", Case.of(new LayerNorm(12).bias(false)));
        all.put("layer-norm-plain", Case.of(new LayerNorm(12).affine(false)));
        all.put("group-norm-plain", Case.of(new GroupNorm(2, 4).affine(false)));
        all.put("rms-norm-plain", Case.of(new RMSNorm(12).affine(false)));
        all.put("layer-norm", Case.of(new LayerNorm(12)));
        all.put("layer-norm-2", Case.of(new LayerNorm(4, 12)));
        all.put("group-norm", Case.of(new GroupNorm(3, 6)));
        all.put("rms-norm", Case.of(new RMSNorm(12).epsilon(1e-6)));
    }

    private static void activations(Map<String, Case> all) {
        all.put("relu", Case.of(new ReLU()));
        all.put("leaky-relu", Case.of(new LeakyReLU(0.1)));
        all.put("gelu", Case.of(new GELU()));
        all.put("gelu-tanh", Case.of(GELU.byTanh()));
        all.put("silu", Case.of(new SiLU()));
        all.put("sigmoid", Case.of(new Sigmoid()));
        all.put("tanh", Case.of(new Tanh()));
        all.put("softmax", Case.of(new Softmax(-1)));
        all.put("softmax-1", Case.of(new Softmax(1)));
        all.put("log-softmax", Case.of(new LogSoftmax(-1)));
    }

    private static void recurrent(Map<String, Case> all) {
        LSTM lstm = new LSTM(4, 6);
        all.put("lstm", new Case(lstm, inputs -> lstm.forward(inputs.getFirst()).output()));
        LSTM deepLstm = new LSTM(4, 6).layers(2).batchFirst().bidirectional();
        all.put("lstm-deep", new Case(deepLstm, inputs -> deepLstm.forward(inputs.getFirst()).output()));
        LSTM plainLstm = new LSTM(4, 6).bias(false);
        all.put("lstm-state", new Case(plainLstm, inputs -> plainLstm.forward(inputs.getFirst()).state().hidden()));
        GRU gru = new GRU(4, 6);
        all.put("gru", new Case(gru, inputs -> gru.forward(inputs.getFirst()).output()));
        GRU deepGru = new GRU(4, 6).layers(2).batchFirst().bidirectional();
        all.put("gru-deep", new Case(deepGru, inputs -> deepGru.forward(inputs.getFirst()).output()));
        GRU plainGru = new GRU(4, 6).bias(false);
        all.put("gru-state", new Case(plainGru, inputs -> plainGru.forward(inputs.getFirst()).state()));
        RNN plain = new RNN(4, 6).layers(2).bidirectional();
        RNN rectified = new RNN(4, 6).relu();
        all.put("rnn-relu", new Case(rectified, inputs -> rectified.forward(inputs.getFirst()).output()));
        all.put("rnn", new Case(plain, inputs -> plain.forward(inputs.getFirst()).output()));
    }

    private static void attention(Map<String, Case> all) {
        all.put("attention", attention(AttentionMask.NONE));
        all.put("attention-causal", attention(AttentionMask.CAUSAL));
        MultiheadAttention padded = new MultiheadAttention(12, 3).batchFirst();
        all.put("attention-padding", new Case(padded, inputs -> padded.forward(inputs.getFirst(), padded(inputs.getFirst()))));
        TransformerEncoderLayer encoder = new TransformerEncoderLayer(12, 3, 24).dropout(0).batchFirst();
        all.put("transformer-encoder", new Case(encoder, inputs -> encoder.forward(inputs.getFirst(), padded(inputs.getFirst()))));
        TransformerEncoderLayer first = new TransformerEncoderLayer(12, 3, 24).dropout(0).normFirst().gelu();
        all.put("transformer-encoder-first", new Case(first, inputs -> first.forward(inputs.getFirst(), AttentionMask.NONE)));
        MultiheadAttention biased = new MultiheadAttention(12, 3).batchFirst();
        all.put("attention-added", new Case(biased,
            inputs -> biased.forward(inputs.get(0), AttentionMask.NONE.adding(inputs.get(1)))));
        MultiheadAttention weighing = new MultiheadAttention(12, 3);
        all.put("attention-weights", new Case(weighing, inputs -> weighing.forwardWithWeights(
            inputs.getFirst(), inputs.getFirst(), inputs.getFirst(), AttentionMask.NONE).weights()));
        MultiheadAttention cross = new MultiheadAttention(12, 3).batchFirst();
        all.put("attention-cross", new Case(cross,
            inputs -> cross.forward(inputs.get(0), inputs.get(1), inputs.get(1), AttentionMask.NONE)));
        MultiheadAttention widths = new MultiheadAttention(12, 3).keyWidth(5).valueWidth(7);
        all.put("attention-widths", new Case(widths,
            inputs -> widths.forward(inputs.get(0), inputs.get(1), inputs.get(2), AttentionMask.NONE)));
        MultiheadAttention values = new MultiheadAttention(12, 3).valueWidth(7).bias(false).batchFirst();
        all.put("attention-value-width", new Case(values, inputs -> values.forward(
            inputs.get(0), Tensor.cat(-1, inputs.get(1), Tensor.zeros(2, 6, 5).to(inputs.get(1).device())), inputs.get(1),
            AttentionMask.NONE)));
    }

    private static AttentionMask padded(Tensor x) {
        boolean[] padding = {false, false, false, false, false, false, false, false, true, true};
        return AttentionMask.NONE.hidingKeys(Tensor.of(padding, Shape.of(2, 5), x.device()));
    }

    private static Case attention(AttentionMask mask) {
        MultiheadAttention module = new MultiheadAttention(12, 3).batchFirst();
        return new Case(module, inputs -> module.forward(inputs.getFirst(), mask));
    }

    static Stream<Arguments> trials() {
        return cases().keySet().stream()
            .flatMap(name -> Stream.of(Device.CPU, Device.REFERENCE).map(device -> Arguments.of(name, device)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("trials")
    void theLayerComputesWhatPyTorchComputes(String name, Device device) {
        Case of = cases().get(name);
        Module module = of.module();
        try (Scope _ = Scope.open(); Descent descent = Descent.of(List.of(module), given(name), device)) {
            assertThat(module.parameters().keySet()).isEqualTo(TORCH.tensors(name, "p").keySet());
            Map<String, Tensor> state = new LinkedHashMap<>(TORCH.tensors(name, "p"));
            state.putAll(TORCH.tensors(name, "b"));
            assertThat(module.loadMatching(state).misshapen()).isEmpty();
            List<Tensor> inputs = descent.inputs();
            Tensor y = of.forward().of(inputs);
            TORCH.assertNear(name + "/y", y, TOLERANCE);
            Tensor dy = TORCH.tensor(name + "/dy").to(device);
            y.mul(dy).sum().backward();
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i).requiresGrad()) {
                    TORCH.assertNear(name + "/dx" + i, inputs.get(i).gradient().orElseThrow(), TOLERANCE);
                }
            }
            TORCH.tensors(name, "g").keySet().forEach(path -> TORCH.assertNear(
                name + "/g." + path, module.get(path).tensor().gradient().orElseThrow(), TOLERANCE));
            TORCH.tensors(name, "a").keySet().forEach(path -> TORCH.assertNear(
                name + "/a." + path, module.getBuffer(path).tensor(), TOLERANCE));
            descent.run(0.01, x -> of.forward().of(x).mul(dy).sum());
            assertAfterSteps(name, module, inputs);
        }
    }

    private static List<Tensor> given(String name) {
        List<Tensor> given = new ArrayList<>();
        while (TORCH.has(name + "/x" + given.size())) {
            given.add(TORCH.tensor(name + "/x" + given.size()));
        }
        return given;
    }

    private static void assertAfterSteps(String name, Module module, List<Tensor> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).requiresGrad()) {
                TORCH.assertNear(name + "/sx" + i, inputs.get(i), 10 * TOLERANCE);
            }
        }
        TORCH.tensors(name, "s").keySet().forEach(path -> TORCH.assertNear(
            name + "/s." + path, module.get(path).tensor(), 10 * TOLERANCE));
        TORCH.tensors(name, "sb").keySet().forEach(path -> TORCH.assertNear(
            name + "/sb." + path, module.getBuffer(path).tensor(), 10 * TOLERANCE));
    }

    @Test
    void everyCaseOfPyTorchsIsTried() {
        assertThat(cases()).containsOnlyKeys(TORCH.cases());
    }
}
