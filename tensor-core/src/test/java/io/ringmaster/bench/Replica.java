package io.ringmaster.bench;

import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.nn.StepContext;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.plan.PlannedStep;
import java.util.ArrayList;
import java.util.List;

/// One worker's computation without the worker: a model with its optimizer, and some batches to go round.
final class Replica implements AutoCloseable {

    private static final int BATCHES = 8;

    private final List<Tensor> features = new ArrayList<>();
    private final List<Tensor> labels = new ArrayList<>();
    private final Layer net;
    private final ParameterBuffer parameters;
    private final Optimizer optimizer;
    private final PlannedStep planned = PlannedStep.on(Device.CPU);
    private long step;

    Replica(Net of, int batch) {
        for (int which = 0; which < BATCHES; which++) {
            features.add(of.features(batch, which));
            labels.add(of.labels(batch, which));
        }
        net = of.layer().to(Device.CPU).initialize(1).train();
        parameters = ParameterBuffer.flatten(net);
        optimizer = of.algorithm().over(parameters);
    }

    /// Forward, loss, backward, optimizer. Returns the loss.
    double step() {
        int which = (int) (step++ % BATCHES);
        try (Scope _ = Scope.open()) {
            parameters.zeroGradients();
            Tensor loss = planned.run(() -> StepContext.ofShard(1, step, 0, 1).call(() -> {
                Tensor mean = Loss.crossEntropy(net.forward(features.get(which)).flatten(0, -2), labels.get(which));
                mean.backward();
                return mean;
            }));
            optimizer.step();
            parameters.commitStatistics();
            return loss.item();
        }
    }

    @Override
    public void close() {
        planned.close();
        optimizer.close();
        parameters.close();
        features.forEach(Tensor::close);
        labels.forEach(Tensor::close);
    }
}
