package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.random.RandomStream;
import io.ringmaster.torch.Descent;
import io.ringmaster.torch.TorchFixture;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {

    private static final TorchFixture TORCH = TorchFixture.read("losses");
    private static final float[] WEIGHTS = {0.5f, 1, 2, 0.25f};

    /// PyTorch's cases, with weights on a device.
    private static Map<String, Loss> losses(Device device) {
        Tensor weights = Tensor.of(WEIGHTS, Shape.of(4), device);
        CrossEntropyLoss crossEntropy = new CrossEntropyLoss();
        Map<String, Loss> all = new LinkedHashMap<>();
        all.put("cross-entropy", crossEntropy);
        all.put("cross-entropy-full", crossEntropy.classWeights(weights).labelSmoothing(0.1));
        all.put("nll", new NLLLoss().classWeights(weights));
        all.put("mse", new MSELoss());
        all.put("l1", new L1Loss());
        all.put("huber", new HuberLoss());
        all.put("smooth-l1", new SmoothL1Loss());
        all.put("bce", new BCELoss());
        all.put("bce-with-logits", new BCEWithLogitsLoss());
        all.put("huber-2", new HuberLoss(0.5));
        all.put("smooth-l1-2", new SmoothL1Loss(0.5));
        all.put("cross-entropy-weight", crossEntropy.classWeights(weights));
        all.put("cross-entropy-smooth", crossEntropy.labelSmoothing(0.2));
        all.put("cross-entropy-ignore", crossEntropy);
        all.put("cross-entropy-ignore-index", crossEntropy.ignoreIndex(1));
        all.put("cross-entropy-probabilities", crossEntropy);
        all.put("cross-entropy-images", crossEntropy);
        all.put("bce-with-logits-pos-weight", new BCEWithLogitsLoss().positiveWeight(weights));
        all.put("kl-div", new KLDivLoss());
        return all;
    }

    private static Reduction reduction(String test) {
        for (Reduction each : Reduction.values()) {
            if (test.endsWith("-" + each.name().toLowerCase(Locale.ROOT))) {
                return each;
            }
        }
        return Reduction.MEAN;
    }

    private static String name(String test) {
        return test.replaceFirst("-(none|sum|mean)$", "");
    }

    static Stream<Arguments> everywhere() {
        return TORCH.cases().stream().sorted().flatMap(test -> Stream.of(
            Arguments.of(test, "cpu"), Arguments.of(test, "reference")));
    }

    @Test
    void everyCaseOfPyTorchHasItsLoss() {
        Set<String> names = new HashSet<>();
        TORCH.cases().forEach(test -> names.add(name(test)));
        try (Scope _ = Scope.open()) {
            assertThat(losses(Device.CPU).keySet()).isEqualTo(names);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void valuesAndGradientsAreThoseOfPyTorch(String test, String name) {
        Device device = Device.parse(name);
        try (Scope _ = Scope.open()) {
            Descent descent = Descent.of(List.of(), List.of(TORCH.tensor(test + "/x0")), device);
            Tensor x = descent.inputs().getFirst();
            Tensor target = on(device, TORCH.tensor(test + "/target"));
            Loss loss = losses(device).get(name(test));
            Tensor y = loss.of(x, target, reduction(test));
            TORCH.assertNear(test + "/y", y, 1e-5);
            Tensor dy = on(device, TORCH.tensor(test + "/dy"));
            y.mul(dy).sum().backward();
            TORCH.assertNear(test + "/dx0", x.gradient().orElseThrow(), 1e-5);
            descent.run(test.startsWith("bce-with") || !test.startsWith("bce") ? 0.01 : 1e-4,
                inputs -> loss.of(inputs.getFirst(), target, reduction(test)).mul(dy).sum());
            TORCH.assertNear(test + "/sx0", x, 1e-4);
            descent.close();
        }
    }

    private static Tensor on(Device device, Tensor tensor) {
        return tensor.to(device, tensor.dtype());
    }

    /// What a trainer does with shards: sums over weights are the mean of all, however the rows are dealt out.
    @ParameterizedTest
    @MethodSource("everywhere")
    void aBatchInShardsHasItsMean(String test, String name) {
        Device device = Device.parse(name);
        try (Scope _ = Scope.open(); NoGrad _ = NoGrad.open()) {
            Tensor x = on(device, TORCH.tensor(test + "/x0"));
            Tensor target = on(device, TORCH.tensor(test + "/target"));
            Loss loss = losses(device).get(name(test));
            double sum = 0;
            double weight = 0;
            long rows = x.dim(0);
            for (long from = 0, to = rows - 1; from < rows; from = to, to = rows) {
                Tensor part = rowsOf(x, from, to);
                Tensor partTarget = rowsOf(target, from, to);
                sum += loss.sum(part, partTarget).item();
                weight += loss.weight(part, partTarget).item();
            }
            double mean = loss.mean(x, target).item();
            assertThat(sum / weight).isCloseTo(mean, within(1e-5 * (1 + Math.abs(mean))));
        }
    }

    private static Tensor rowsOf(Tensor x, long from, long to) {
        long each = x.elements() / x.dim(0);
        long[] dims = x.shape().dims();
        dims[0] = to - from;
        return x.slice(from * each, Shape.of(dims));
    }

    @Test
    void smoothL1WithoutCurveIsL1() {
        try (Scope _ = Scope.open()) {
            Tensor p = Tensor.of(1, -2, 3);
            Tensor t = Tensor.of(1.5f, 2, 3);
            assertThat(new SmoothL1Loss(0).mean(p, t).item()).isEqualTo(new L1Loss().mean(p, t).item()).isEqualTo(1.5);
        }
    }

    @Test
    void elementsMayHaveWeightsAndTheMeanIsStillOverAll() {
        try (Scope _ = Scope.open()) {
            Tensor p = Tensor.of(new float[][] {{0.2f, 0.7f}, {0.5f, 0.9f}});
            Tensor t = Tensor.of(new float[][] {{0, 1}, {1, 0}});
            Tensor weights = Tensor.of(1, 3);
            double expected = (-Math.log(0.8) - 3 * Math.log(0.7) - Math.log(0.5) - 3 * Math.log(0.1)) / 4;
            assertThat(new BCELoss().weights(weights).mean(p, t).item()).isCloseTo(expected, within(1e-6));
            double zero = new BCEWithLogitsLoss().weights(weights).positiveWeight(Tensor.of(2, 5))
                .sum(Tensor.zeros(2, 2), t).item();
            assertThat(zero).as("log 2 each: weights 1, 3 x 5, 2, 3").isCloseTo(21 * Math.log(2), within(1e-5));
            assertThatThrownBy(() -> new BCELoss().weights(Tensor.ones(3, 2, 2)).mean(p, t))
                .hasMessageContaining("repeat over the losses' shape");
        }
    }

    @Test
    void logitsFarOutLoseWhatTheyShould() {
        try (Scope _ = Scope.open()) {
            Tensor logits = Tensor.of(1000, -1000, 1000, -1000).requiresGrad(true);
            Tensor loss = new BCEWithLogitsLoss().each(logits, Tensor.of(0, 1, 1, 0));
            assertThat(loss.toFloatArray()).containsExactly(1000, 1000, 0, 0);
            loss.sum().backward();
            assertThat(logits.gradient().orElseThrow().toFloatArray()).containsExactly(1, -1, 0, 0);
            assertThat(new BCELoss().each(Tensor.of(0, 1), Tensor.of(1, 0)).toFloatArray()).containsExactly(100, 100);
        }
    }

    @Test
    void divergencesTakeLogarithmsOfTargetsToo() {
        try (Scope _ = Scope.open()) {
            Tensor p = Tensor.of(new float[][] {{0.1f, -0.4f, 1}, {2, 0, -1}}).logSoftmax();
            Tensor t = Tensor.of(new float[][] {{1, 0, -1}, {0.5f, 2, 0}}).logSoftmax();
            double[] logs = t.toDoubleArray();
            float[] probabilities = new float[logs.length];
            for (int i = 0; i < logs.length; i++) {
                probabilities[i] = (float) Math.exp(logs[i]);
            }
            Tensor target = Tensor.of(probabilities, Shape.of(2, 3), Device.CPU);
            double mean = new KLDivLoss().mean(p, target).item();
            assertThat(new KLDivLoss(true, true).mean(p, t).item()).isCloseTo(mean, within(1e-6));
            assertThat(new KLDivLoss(false, false).mean(p, target).item()).isCloseTo(mean / 3, within(1e-6));
            assertThat(new KLDivLoss().each(p, Tensor.zeros(2, 3)).toFloatArray()).containsOnly(0);
        }
    }

    @Test
    void oneSampleNeedsNoBatchDim() {
        try (Scope _ = Scope.open()) {
            Tensor logits = Tensor.of(0, (float) Math.log(3));
            Tensor label = Tensor.of(new long[] {1}, Shape.SCALAR, Device.CPU);
            assertThat(Loss.crossEntropy(logits, label).item()).isCloseTo(Math.log(4.0 / 3), within(1e-6));
            assertThat(new CrossEntropyLoss().each(logits, label).shape()).isEqualTo(Shape.SCALAR);
        }
    }

    /// Channels next to each other or not, soft labels or hard: one sum over the same rows.
    @Test
    void hardLabelsAreProbabilitiesOfOne() {
        try (Scope _ = Scope.open()) {
            float[] values = new float[2 * 4 * 3 * 5];
            RandomStream stream = new RandomStream(1, 0, 0, 0);
            for (int i = 0; i < values.length; i++) {
                values[i] = 4 * stream.uniform(i) - 2;
            }
            Tensor logits = Tensor.of(values, Shape.of(2, 4, 3, 5), Device.CPU);
            long[] labels = new long[30];
            float[] shares = new float[120];
            for (int i = 0; i < 30; i++) {
                labels[i] = i % 4;
                shares[(i / 15) * 60 + (int) labels[i] * 15 + i % 15] = 1;
            }
            Loss loss = new CrossEntropyLoss().labelSmoothing(0.3);
            Tensor hard = loss.each(logits, Tensor.of(labels, Shape.of(2, 3, 5), Device.CPU));
            Tensor soft = loss.each(logits, Tensor.of(shares, Shape.of(2, 4, 3, 5), Device.CPU));
            assertThat(hard.shape()).isEqualTo(Shape.of(2, 3, 5));
            assertThat(soft.toFloatArray()).containsExactly(hard.toFloatArray(), within(1e-5f));
        }
    }

    @Test
    void nothingToAverageHasNoMean() {
        try (Scope _ = Scope.open()) {
            Tensor logits = Tensor.zeros(2, 3);
            Tensor ignored = Tensor.of(new long[] {-100, -100}, Shape.of(2), Device.CPU);
            assertThat(Loss.crossEntropy(logits, ignored).item()).isNaN();
            assertThat(new CrossEntropyLoss().sum(logits, ignored).item()).isZero();
            assertThat(new CrossEntropyLoss().weight(logits, ignored).item()).isZero();
            assertThat(new MSELoss().mean(Tensor.zeros(0), Tensor.zeros(0)).item()).isNaN();
        }
    }

    @Test
    void mistakesAreNamed() {
        try (Scope _ = Scope.open()) {
            Tensor logits = Tensor.zeros(2, 3);
            assertThatThrownBy(() -> Loss.crossEntropy(logits, Tensor.of(new long[] {1, 3}, Shape.of(2), Device.CPU)))
                .hasMessageContaining("label 3 in row 1");
            assertThatThrownBy(() -> Loss.crossEntropy(logits, Tensor.of(new long[3], Shape.of(3), Device.CPU)))
                .hasMessageContaining("labels are int64[3] on cpu; with these scores they must be [2]");
            assertThatThrownBy(() -> Loss.crossEntropy(logits, Tensor.zeros(2)))
                .hasMessageContaining("the shapes must be equal, or the target int64 labels");
            assertThatThrownBy(() -> Loss.meanSquaredError(logits, Tensor.zeros(3)))
                .hasMessageContaining("squared error: predictions are [2, 3], targets are [3]");
            assertThatThrownBy(() -> new CrossEntropyLoss().classWeights(Tensor.ones(2, 2)))
                .hasMessageContaining("one for each class");
            assertThatThrownBy(() -> new CrossEntropyLoss().labelSmoothing(1.5)).hasMessageContaining("1.5");
            assertThatThrownBy(() -> new HuberLoss(0)).hasMessageContaining("Huber delta 0.0");
            assertThatThrownBy(() -> new SmoothL1Loss(-1)).hasMessageContaining("beta -1.0");
        }
    }
}
