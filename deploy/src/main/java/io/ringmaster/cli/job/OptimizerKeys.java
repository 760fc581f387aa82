package io.ringmaster.cli.job;

import io.ringmaster.cli.job.Keys.OptimizerKind;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.OptimizerConfig.Adagrad;
import io.ringmaster.proto.config.OptimizerConfig.Adam;
import io.ringmaster.proto.config.OptimizerConfig.Betas;
import io.ringmaster.proto.config.OptimizerConfig.Lamb;
import io.ringmaster.proto.config.OptimizerConfig.RmsProp;
import io.ringmaster.proto.config.OptimizerConfig.Sgd;
import io.ringmaster.proto.config.OptimizerConfig.WeightDecay;

/// The keys of the section `optimizer`: into records, and back.
final class OptimizerKeys {

    private OptimizerKeys() {}

    static OptimizerConfig read(Values from) {
        double rate = from.get(Keys.LEARNING_RATE);
        WeightDecay decay = new WeightDecay(from.get(Keys.WEIGHT_DECAY), from.get(Keys.DECAYED));
        return switch (from.get(Keys.OPTIMIZER_KIND)) {
            case SGD -> new Sgd(rate, from.get(Keys.MOMENTUM), from.get(Keys.DAMPENING), from.get(Keys.NESTEROV), decay);
            case ADAM -> adam(from, rate, decay, false);
            case ADAMW -> adam(from, rate, decay, true);
            case RMSPROP -> new RmsProp(rate, from.get(Keys.ALPHA), from.get(Keys.EPSILON), from.get(Keys.MOMENTUM),
                from.get(Keys.CENTERED), decay);
            case ADAGRAD -> new Adagrad(
                rate, from.get(Keys.RATE_DECAY), from.get(Keys.INITIAL_ACCUMULATOR), from.get(Keys.EPSILON), decay);
            case LAMB -> new Lamb(rate, betas(from), from.get(Keys.EPSILON), from.get(Keys.ALWAYS_ADAPT), decay);
        };
    }

    private static Adam adam(Values from, double rate, WeightDecay decay, boolean decoupled) {
        return new Adam(rate, betas(from), from.get(Keys.EPSILON), decay, decoupled, from.get(Keys.AMSGRAD));
    }

    private static Betas betas(Values from) {
        return new Betas(from.get(Keys.BETA1), from.get(Keys.BETA2));
    }

    static void write(OptimizerConfig optimizer, JobWriter to) {
        to.putKind(Keys.OPTIMIZER_KIND, kind(optimizer));
        to.put(Keys.LEARNING_RATE, optimizer.learningRate());
        switch (optimizer) {
            case Sgd sgd -> {
                to.put(Keys.MOMENTUM, sgd.momentum());
                to.put(Keys.DAMPENING, sgd.dampening());
                to.put(Keys.NESTEROV, sgd.nesterov());
            }
            case Adam adam -> {
                write(adam.betas(), to);
                to.put(Keys.EPSILON, adam.epsilon());
                to.put(Keys.AMSGRAD, adam.amsgrad());
            }
            case RmsProp rmsProp -> {
                to.put(Keys.ALPHA, rmsProp.alpha());
                to.put(Keys.EPSILON, rmsProp.epsilon());
                to.put(Keys.MOMENTUM, rmsProp.momentum());
                to.put(Keys.CENTERED, rmsProp.centered());
            }
            case Adagrad adagrad -> {
                to.put(Keys.RATE_DECAY, adagrad.rateDecay());
                to.put(Keys.INITIAL_ACCUMULATOR, adagrad.initialAccumulator());
                to.put(Keys.EPSILON, adagrad.epsilon());
            }
            case Lamb lamb -> {
                write(lamb.betas(), to);
                to.put(Keys.EPSILON, lamb.epsilon());
                to.put(Keys.ALWAYS_ADAPT, lamb.alwaysAdapt());
            }
        }
        to.put(Keys.WEIGHT_DECAY, optimizer.weightDecay().amount());
        to.put(Keys.DECAYED, optimizer.weightDecay().decayed());
    }

    private static OptimizerKind kind(OptimizerConfig optimizer) {
        return switch (optimizer) {
            case Sgd _ -> OptimizerKind.SGD;
            case Adam adam -> adam.decoupled() ? OptimizerKind.ADAMW : OptimizerKind.ADAM;
            case RmsProp _ -> OptimizerKind.RMSPROP;
            case Adagrad _ -> OptimizerKind.ADAGRAD;
            case Lamb _ -> OptimizerKind.LAMB;
        };
    }

    private static void write(Betas betas, JobWriter to) {
        to.put(Keys.BETA1, betas.first());
        to.put(Keys.BETA2, betas.second());
    }
}
