package io.ringmaster.optim;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.SgdRule;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;

/// Stochastic gradient descent with momentum and weight decay, by PyTorch's formula.
///
/// State: `momentum` [N] where momentum is not 0. It starts at 0, so that after the first step it is the gradient.
public final class Sgd implements Optimizer {

    private final ParameterBuffer parameters;
    private final double momentum;
    private final double weightDecay;
    private final Optional<Tensor> moments;

    private Sgd(ParameterBuffer parameters, double momentum, double weightDecay, Optional<Tensor> moments) {
        this.parameters = parameters;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        this.moments = moments;
    }

    /// @param momentum    how much of the last step goes on, from 0 to below 1
    /// @param weightDecay how much of the parameters is added to their gradients, 0 or more
    public static Sgd over(ParameterBuffer parameters, double momentum, double weightDecay) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum %s; it is 0 or more and below 1".formatted(momentum));
        }
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay %s; it is 0 or more".formatted(weightDecay));
        }
        Optional<Tensor> moments = momentum == 0 ? Optional.empty() : Optional.of(Scope.outside(() ->
            Tensor.zeros(parameters.valuesTensor().shape(), DType.FLOAT32, parameters.device())));
        return new Sgd(parameters, momentum, weightDecay, moments);
    }

    @Override
    public void step(double learningRate) {
        Tensor values = parameters.valuesTensor();
        Tensor gradients = parameters.gradientsTensor();
        SgdRule rule = new SgdRule(learningRate, momentum, weightDecay);
        values.backend().run(new Updates.Sgd(rule, values, gradients, moments));
    }

    @Override
    public Map<String, MemorySegment> state() {
        return moments.map(moment -> Map.of("momentum", moment.memory())).orElse(Map.of());
    }

    @Override
    public void close() {
        moments.ifPresent(Tensor::close);
    }
}
