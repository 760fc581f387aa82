package io.ringmaster.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.nn.CrossEntropyLoss;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.MSELoss;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {

    private static final float[] SCORES = {
        3, 2, 1,
        1, 3, 2,
        1, 2, 3,
        2, 2, 1,
        5, 1, 4,
        0, 1, 2};
    private static final long[] LABELS = {0, 2, 2, 1, 0, -100};

    private static Tensor scores(Device device) {
        return Tensor.of(SCORES, Shape.of(6, 3), device);
    }

    private static Tensor labels(Device device) {
        return Tensor.of(LABELS, Shape.of(6), device);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void accuracyCountsTheLargestScores(String name) {
        Device device = Device.parse(name);
        try (Scope _ = Scope.open()) {
            assertThat(Accuracy.of(scores(device), labels(device))).isEqualTo(new Accuracy(3, 5));
            assertThat(Accuracy.ofTop(1, scores(device), labels(device))).isEqualTo(new Accuracy(3, 5));
            assertThat(Accuracy.ofTop(2, scores(device), labels(device))).isEqualTo(new Accuracy(5, 5));
            assertThat(Accuracy.ofTop(9, scores(device), labels(device)).value()).isEqualTo(1);
        }
    }

    @Test
    void accuracyAddsUp() {
        assertThat(Accuracy.NONE.plus(new Accuracy(1, 3)).plus(new Accuracy(2, 3))).isEqualTo(new Accuracy(3, 6));
        assertThat(new Accuracy(3, 6).value()).isEqualTo(0.5);
        assertThat(Accuracy.NONE.value()).isNaN();
    }

    @Test
    void scoresMayHaveDimsBehindTheClasses() {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(new float[] {1, 0, 5, 0, 2, 9, 0, 1}, Shape.of(1, 2, 2, 2), Device.CPU);
            Tensor truth = Tensor.of(new long[] {1, 1, 0, 0}, Shape.of(1, 2, 2), Device.CPU);
            assertThat(Accuracy.of(x, truth)).isEqualTo(new Accuracy(3, 4));
        }
    }

    @Test
    void aConfusionMatrixTellsPrecisionRecallAndF1() {
        try (Scope _ = Scope.open()) {
            ConfusionMatrix matrix = ConfusionMatrix.of(scores(Device.CPU), labels(Device.CPU));
            assertThat(matrix.count(0, 0)).isEqualTo(2);
            assertThat(matrix.count(2, 1)).isEqualTo(1);
            assertThat(matrix.count(1, 0)).isEqualTo(1);
            assertThat(matrix.accuracy()).isEqualTo(new Accuracy(3, 5));
            assertThat(matrix.precision(0)).isEqualTo(2.0 / 3);
            assertThat(matrix.recall(0)).isEqualTo(1);
            assertThat(matrix.f1(0)).isEqualTo(0.8);
            assertThat(matrix.precision(1)).isZero();
            assertThat(matrix.recall(2)).isEqualTo(0.5);
            assertThat(matrix.meanPrecision()).isCloseTo((2.0 / 3 + 0 + 1) / 3, within(1e-15));
            assertThat(matrix.meanRecall()).isCloseTo(0.5, within(1e-15));
            assertThat(matrix.meanF1()).isCloseTo((0.8 + 0 + 2.0 / 3) / 3, within(1e-15));
        }
    }

    @Test
    void confusionMatricesAddUpInAnyOrder() {
        try (Scope _ = Scope.open()) {
            ConfusionMatrix whole = ConfusionMatrix.of(scores(Device.CPU), labels(Device.CPU));
            ConfusionMatrix sum = ConfusionMatrix.none(3);
            for (int row = 5; row >= 0; row--) {
                sum = sum.plus(ConfusionMatrix.of(scores(Device.CPU).slice(3L * row, Shape.of(1, 3)),
                    labels(Device.CPU).slice(row, Shape.of(1))));
            }
            assertThat(sum).isEqualTo(whole).hasSameHashCodeAs(whole);
            assertThat(sum).isNotEqualTo(whole.plus(whole));
            ConfusionMatrix other = ConfusionMatrix.none(2);
            assertThatThrownBy(() -> whole.plus(other)).hasMessageContaining("of 3 classes plus one of 2");
            Tensor wrong = Tensor.of(new long[] {3, 0, 0, 0, 0, 0}, Shape.of(6), Device.CPU);
            assertThatThrownBy(() -> ConfusionMatrix.of(scores(Device.CPU), wrong)).hasMessageContaining("label 3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void aMeanLossOverPartsIsThatOfAll(String name) {
        Device device = Device.parse(name);
        Loss loss = new CrossEntropyLoss();
        try (Scope _ = Scope.open()) {
            MeanLoss parts = MeanLoss.NONE;
            for (int row = 0; row < 6; row++) {
                parts = parts.plus(MeanLoss.of(loss, scores(device).slice(3L * row, Shape.of(1, 3)),
                    labels(device).slice(row, Shape.of(1))));
            }
            assertThat(parts.weight()).isEqualTo(5);
            double mean = loss.mean(scores(device), labels(device)).item();
            assertThat(parts.value()).isCloseTo(mean, within(1e-6));
            assertThat(parts.perplexity()).isCloseTo(Math.exp(mean), within(1e-5));
        }
        assertThat(MeanLoss.NONE.value()).isNaN();
    }

    @Test
    void aModelThatKnowsNothingIsAsPerplexedAsThereAreClasses() {
        try (Scope _ = Scope.open()) {
            Tensor labels = Tensor.of(new long[] {1, 6}, Shape.of(2), Device.CPU);
            assertThat(MeanLoss.of(new CrossEntropyLoss(), Tensor.zeros(2, 7), labels).perplexity())
                .isCloseTo(7, within(1e-5));
            assertThat(MeanLoss.of(new MSELoss(), Tensor.of(1, 2, 3), Tensor.of(1, 2, 9))).isEqualTo(new MeanLoss(36, 3));
        }
    }
}
