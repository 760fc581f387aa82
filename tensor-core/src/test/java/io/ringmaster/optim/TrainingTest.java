package io.ringmaster.optim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.metric.Accuracy;
import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Allocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
            optimizer.step();
            return loss.item();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void anMlpLearnsXor(String name) {
        Device device = Device.parse(name);
        try (Layer net = Mlp.of(2, 16, 2).to(device).initialize(1);
             ParameterBuffer buffer = ParameterBuffer.flatten(net);
             Optimizer optimizer = Sgd.of(0.1).momentum(0.9).weightDecay(1e-4).over(buffer)) {
            double loss = Double.NaN;
            for (int step = 0; step < 150; step++) {
                loss = step(net, buffer, optimizer);
            }
            assertThat(loss).isLessThan(0.02);
            try (Scope _ = Scope.open()) {
                Tensor logits = net.forward(Tensor.of(CORNERS, Shape.of(4, 2), device));
                assertThat(Accuracy.of(logits, Tensor.of(XOR, Shape.of(4), device)).correct()).isEqualTo(4);
                assertThat(Accuracy.of(logits, Tensor.of(new long[4], Shape.of(4), device)).correct()).isEqualTo(2);
            }
        }
    }

    @Test
    void aStepThatRepeatsTakesNothingFromTheSystem() {
        try (Layer net = Mlp.of(2, 16, 2).initialize(1);
             ParameterBuffer buffer = ParameterBuffer.flatten(net);
             Optimizer optimizer = Sgd.of(0.1).momentum(0.9).over(buffer)) {
            step(net, buffer, optimizer);
            Allocator allocator = buffer.valuesTensor().backend().allocator();
            Allocator.Usage warm = allocator.usage();
            for (int step = 0; step < 20; step++) {
                step(net, buffer, optimizer);
            }
            assertThat(allocator.usage()).isEqualTo(warm);
        }
    }
}
