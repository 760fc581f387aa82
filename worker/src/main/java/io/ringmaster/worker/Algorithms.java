package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Adagrad;
import io.ringmaster.optim.Adam;
import io.ringmaster.optim.Algorithm;
import io.ringmaster.optim.Betas;
import io.ringmaster.optim.Lamb;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.ParameterGroup;
import io.ringmaster.optim.RmsProp;
import io.ringmaster.optim.Sgd;
import io.ringmaster.proto.config.OptimizerConfig;

/// The optimizers that a job can name.
final class Algorithms {

    private Algorithms() {}

    static Optimizer optimizer(OptimizerConfig config, ParameterBuffer parameters) {
        Algorithm decaying = algorithm(config, config.weightDecay().amount());
        return switch (config.weightDecay().decayed()) {
            case ALL -> decaying.over(parameters);
            case MATRICES -> decaying.over(parameters, ParameterGroup.biasesAndNorms(algorithm(config, 0)));
        };
    }

    private static Algorithm algorithm(OptimizerConfig config, double decay) {
        return switch (config) {
            case OptimizerConfig.Sgd sgd ->
                new Sgd(sgd.learningRate(), sgd.momentum(), sgd.dampening(), decay, sgd.nesterov());
            case OptimizerConfig.Adam adam -> new Adam(
                adam.learningRate(), betas(adam.betas()), adam.epsilon(), decay, adam.decoupled(), adam.amsgrad());
            case OptimizerConfig.RmsProp rmsProp -> new RmsProp(rmsProp.learningRate(), rmsProp.alpha(),
                rmsProp.epsilon(), decay, rmsProp.momentum(), rmsProp.centered());
            case OptimizerConfig.Adagrad adagrad -> new Adagrad(adagrad.learningRate(), adagrad.rateDecay(), decay,
                adagrad.initialAccumulator(), adagrad.epsilon());
            case OptimizerConfig.Lamb lamb ->
                new Lamb(lamb.learningRate(), betas(lamb.betas()), lamb.epsilon(), decay, lamb.alwaysAdapt());
        };
    }

    private static Betas betas(OptimizerConfig.Betas betas) {
        return new Betas(betas.first(), betas.second());
    }
}
