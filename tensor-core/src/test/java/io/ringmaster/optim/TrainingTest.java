package io.ringmaster.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Accuracy;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Allocator;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest {

    private static final float[] CORNERS = {-1, -1, -1, 1, 1, -1, 1, 1};
    private static final long[] XOR = {0, 1, 1, 0};

    private static double step(Layer net, ParameterBuffer buffer, Optimizer optimizer) {
        try (Scope _ = Scope.open()) {
            Tensor x = Tensor.of(CORNERS, Shape.of(4, 2), buffer.device());
            Tensor labels = Tensor.of(XOR, Shape.of(4), buffer.device());
            buffer.zeroGradients();
            Tensor loss = Loss.crossEntropy(net.forward(x), labels);
            loss.backward();
            optimizer.step(0.1);
            return loss.item();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void anMlpLearnsXor(String name) {
        Device device = Device.parse(name);
        try (Layer net = Mlp.of(2, 16, 2).to(device).initialize(1);
             ParameterBuffer buffer = ParameterBuffer.flatten(net);
             Optimizer optimizer = Sgd.over(buffer, 0.9, 1e-4)) {
            double loss = Double.NaN;
            for (int step = 0; step < 150; step++) {
                loss = step(net, buffer, optimizer);
            }
            assertThat(loss).isLessThan(0.02);
            try (Scope _ = Scope.open()) {
                Tensor logits = net.forward(Tensor.of(CORNERS, Shape.of(4, 2), device));
                assertThat(Accuracy.correct(logits, Tensor.of(XOR, Shape.of(4), device))).isEqualTo(4);
                assertThat(Accuracy.correct(logits, Tensor.of(new long[4], Shape.of(4), device))).isEqualTo(2);
            }
        }
    }

    @Test
    void aStepThatRepeatsTakesNothingFromTheSystem() {
        try (Layer net = Mlp.of(2, 16, 2).initialize(1);
             ParameterBuffer buffer = ParameterBuffer.flatten(net);
             Optimizer optimizer = Sgd.over(buffer, 0.9, 0)) {
            step(net, buffer, optimizer);
            Allocator allocator = buffer.valuesTensor().backend().allocator();
            Allocator.Usage warm = allocator.usage();
            for (int step = 0; step < 20; step++) {
                step(net, buffer, optimizer);
            }
            assertThat(allocator.usage()).isEqualTo(warm);
        }
    }

    @ParameterizedTest
    @CsvSource({"cpu, 0, 0", "cpu, 0.9, 0.01", "reference, 0, 0.1", "reference, 0.9, 0.01"})
    void sgdFollowsPyTorchsFormula(String device, double momentum, double weightDecay) {
        try (Layer net = new Linear(70, 50).to(Device.parse(device)).initialize(4);
             ParameterBuffer buffer = ParameterBuffer.flatten(net);
             Optimizer optimizer = Sgd.over(buffer, momentum, weightDecay)) {
            double[] values = buffer.valuesTensor().toDoubleArray();
            double[] moments = new double[values.length];
            for (int step = 0; step < 5; step++) {
                double rate = 0.1 / (step + 1);
                for (int i = 0; i < values.length; i++) {
                    double gradient = Math.sin(i + step);
                    buffer.gradients().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) gradient);
                    gradient += weightDecay * values[i];
                    moments[i] = step == 0 ? gradient : momentum * moments[i] + gradient;
                    values[i] -= rate * moments[i];
                }
                optimizer.step(rate);
            }
            double[] found = buffer.valuesTensor().toDoubleArray();
            for (int i = 0; i < values.length; i++) {
                assertThat(found[i]).isCloseTo(values[i], within(2e-6));
            }
            assertThat(optimizer.state().keySet().contains("momentum")).isEqualTo(momentum != 0);
        }
    }

    @Test
    void badRatesAreNamed() {
        try (Layer net = new Linear(2, 2).initialize(4); ParameterBuffer buffer = ParameterBuffer.flatten(net)) {
            assertThatThrownBy(() -> Sgd.over(buffer, 1, 0)).hasMessageContaining("momentum 1.0");
            assertThatThrownBy(() -> Sgd.over(buffer, 0, -1)).hasMessageContaining("weight decay -1.0");
        }
    }

    @Test
    void lossesHaveTheirValues() {
        try (Scope _ = Scope.open()) {
            Tensor logits = Tensor.of(new float[][] {{0, 0}, {(float) Math.log(3), 0}});
            Tensor labels = Tensor.of(new long[] {1, 0}, Shape.of(2), Device.CPU);
            double first = Math.log(2);
            double second = Math.log(4.0 / 3);
            assertThat(Loss.crossEntropy(logits, labels).item()).isCloseTo((first + second) / 2, within(1e-6));
            assertThat(Loss.crossEntropy(logits, labels, Tensor.of(1, 3)).item())
                .isCloseTo((3 * first + second) / 4, within(1e-6));
            assertThat(Loss.meanSquaredError(Tensor.of(1, 2), Tensor.of(3, 5)).item()).isEqualTo(6.5);
            Tensor wrong = Tensor.of(new long[] {1, 2}, Shape.of(2), Device.CPU);
            assertThatThrownBy(() -> Loss.crossEntropy(logits, wrong)).hasMessageContaining("label 2 in row 1");
        }
    }
}
