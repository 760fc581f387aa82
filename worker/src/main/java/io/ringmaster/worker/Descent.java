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
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.TrainingConfig;
import io.ringmaster.tensor.Scope;

/// How a replica's parameters follow the gradients of a step: clipped, at the schedule's rate, by the job's optimizer.
///
/// What a step does depends on the gradients, the optimizer's state and the step's number alone.
/// State: the optimizer's, freed by [#close].
/// Thread: the compute thread alone.
final class Descent implements AutoCloseable {

    private final Optimizer optimizer;
    private final RateSchedule schedule;
    private final TrainingConfig training;

    private Descent(Optimizer optimizer, RateSchedule schedule, TrainingConfig training) {
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.training = training;
    }

    static Descent of(JobConfig job, ParameterBuffer parameters) {
        return new Descent(
            optimizer(job.optimizer(), parameters), RateSchedule.of(job), job.training());
    }

    private static Optimizer optimizer(OptimizerConfig config, ParameterBuffer parameters) {
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

    /// Takes the step that leads to `step`, along the sum of all shards' gradients.
    void follow(Step step) {
        if (training.clipValue() > 0) {
            optimizer.clipValue(training.clipValue());
        }
        if (training.clipNorm() > 0) {
            try (Scope _ = Scope.open()) {
                optimizer.clipNorm(training.clipNorm());
            }
        }
        optimizer.step(schedule.schedule(), schedule.at(step));
    }

    Optimizer optimizer() {
        return optimizer;
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
