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
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One worker's computation without the worker: a model with its optimizer, and some batches to go round.
final class Replica implements AutoCloseable {

    private static final int BATCHES = 8;
    private static final String KEY = "training";

    private final List<List<Tensor>> batches = new ArrayList<>();
    private final Layer net;
    private final ParameterBuffer parameters;
    private final Optimizer optimizer;
    private final PlannedStep planned = PlannedStep.on(Device.CPU);
    private final Function<List<Tensor>, List<Tensor>> forwardAndBackward = this::forwardAndBackward;
    private long step;

    Replica(Net of, int batch) {
        for (int which = 0; which < BATCHES; which++) {
            batches.add(List.of(of.features(batch, which), of.labels(batch, which)));
        }
        net = of.layer().to(Device.CPU).initialize(1).train();
        parameters = ParameterBuffer.flatten(net);
        optimizer = of.algorithm().over(parameters);
    }

    /// Forward, loss, backward, optimizer. Returns the loss.
    double step() {
        int which = (int) (step++ % BATCHES);
        try (Scope _ = Scope.open()) {
            Tensor loss = planned.repeat(
                new PlannedStep.Repeat(KEY, step, 0, batches.get(which)), forwardAndBackward).getFirst();
            optimizer.step();
            parameters.commitStatistics();
            return loss.memory().get(ValueLayout.JAVA_FLOAT, 0);
        }
    }

    private List<Tensor> forwardAndBackward(List<Tensor> batch) {
        return StepContext.ofShard(1, step, 0, 1).call(() -> parameters.replacingGradients(() -> {
            Tensor mean = Loss.crossEntropy(net.forward(batch.getFirst()).flatten(0, -2), batch.getLast());
            mean.backward();
            return List.of(mean);
        }));
    }

    @Override
    public void close() {
        planned.close();
        optimizer.close();
        parameters.close();
        batches.forEach(batch -> batch.forEach(Tensor::close));
    }
}
