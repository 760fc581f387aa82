package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.plan.PlannedStep;
import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The section "Steps that repeat" of docs/tensor-core.md.
class StepsGuideTest {

    private record Batch(Tensor features, Tensor labels) {}

    private final List<Double> losses = new ArrayList<>();
    private Scope scope;
    private List<Batch> batches;

    @BeforeEach
    void makeBatches() {
        scope = Scope.open();
        batches = new ArrayList<>();
        for (int at = 0; at < 6; at++) {
            Tensor features = Tensor.randn(new RandomStream(1, at, 0, 0), 8, 4);
            Tensor labels = Tensor.randint(new RandomStream(1, at, 0, 1), 0, 3, Shape.of(8), Device.CPU);
            batches.add(new Batch(features, labels));
        }
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    private static Layer net() {
        Sequential net = new Sequential(new Linear(4, 16), new ReLU(), new Linear(16, 3));
        net.initialize(42);
        return net;
    }

    private List<Double> eagerLosses() {
        List<Double> found = new ArrayList<>();
        try (Layer net = net(); Optimizer optimizer = Sgd.of(0.1).over(net)) {
            for (Batch batch : batches) {
                optimizer.zeroGradients();
                Tensor mean = Loss.crossEntropy(net.forward(batch.features()), batch.labels());
                mean.backward();
                optimizer.step();
                found.add(mean.item());
            }
        }
        return found;
    }

    @Test
    void aStepIsPlanned() {
        Layer net = net();
        try (ParameterBuffer parameters = ParameterBuffer.flatten(net);
             Optimizer optimizer = Sgd.of(0.1).over(parameters);
             PlannedStep planned = PlannedStep.on(Device.CPU)) {
            for (Batch batch : batches) {
                parameters.zeroGradients();
                Tensor loss = planned.run(() -> {
                    Tensor mean = Loss.crossEntropy(net.forward(batch.features()), batch.labels());
                    mean.backward();
                    return mean;
                });
                optimizer.step();
                losses.add(loss.item());
            }
        }
        assertThat(losses).isEqualTo(eagerLosses());
    }

    @Test
    void aStepRunsWithoutItsBody() {
        Layer net = net();
        long step = 0;
        try (ParameterBuffer parameters = ParameterBuffer.flatten(net);
             Optimizer optimizer = Sgd.of(0.1).over(parameters);
             PlannedStep planned = PlannedStep.on(Device.CPU)) {
            Function<List<Tensor>, List<Tensor>> body = inputs -> {
                Tensor mean = Loss.crossEntropy(net.forward(inputs.get(0)), inputs.get(1));
                mean.backward();
                return List.of(mean);
            };
            for (Batch batch : batches) {
                PlannedStep.Repeat what = new PlannedStep.Repeat("training", step++, 0, List.of(batch.features(), batch.labels()));
                parameters.zeroGradients();
                Tensor loss = planned.repeat(what, body).getFirst();             // good until the next call
                optimizer.step();
                losses.add(loss.item());
            }
            assertThat(planned.planned()).isEqualTo(1);
        }
        assertThat(losses).isEqualTo(eagerLosses());
    }
}
