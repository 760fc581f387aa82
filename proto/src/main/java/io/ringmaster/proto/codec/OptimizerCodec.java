package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.OptimizerConfig.Betas;
import io.ringmaster.proto.config.OptimizerConfig.Decayed;
import io.ringmaster.proto.config.OptimizerConfig.WeightDecay;
import io.ringmaster.proto.wire.JobWire;

/// How parameters follow their gradients.
final class OptimizerCodec {

    private OptimizerCodec() {}

    static JobWire.Optimizer write(OptimizerConfig optimizer) {
        JobWire.Optimizer.Builder wire = JobWire.Optimizer.newBuilder();
        wire.setDecayed(switch (optimizer.weightDecay().decayed()) {
            case ALL -> JobWire.Decayed.DECAYED_ALL;
            case MATRICES -> JobWire.Decayed.DECAYED_MATRICES;
        });
        double decay = optimizer.weightDecay().amount();
        switch (optimizer) {
            case OptimizerConfig.Sgd sgd -> wire.getSgdBuilder()
                .setLearningRate(sgd.learningRate())
                .setMomentum(sgd.momentum())
                .setDampening(sgd.dampening())
                .setNesterov(sgd.nesterov())
                .setWeightDecay(decay);
            case OptimizerConfig.Adam adam -> wire.getAdamBuilder()
                .setLearningRate(adam.learningRate())
                .setBeta1(adam.betas().first())
                .setBeta2(adam.betas().second())
                .setEpsilon(adam.epsilon())
                .setWeightDecay(decay)
                .setDecoupled(adam.decoupled())
                .setAmsgrad(adam.amsgrad());
            case OptimizerConfig.RmsProp rmsProp -> wire.getRmsPropBuilder()
                .setLearningRate(rmsProp.learningRate())
                .setAlpha(rmsProp.alpha())
                .setEpsilon(rmsProp.epsilon())
                .setMomentum(rmsProp.momentum())
                .setCentered(rmsProp.centered())
                .setWeightDecay(decay);
            case OptimizerConfig.Adagrad adagrad -> wire.getAdagradBuilder()
                .setLearningRate(adagrad.learningRate())
                .setRateDecay(adagrad.rateDecay())
                .setInitialAccumulator(adagrad.initialAccumulator())
                .setEpsilon(adagrad.epsilon())
                .setWeightDecay(decay);
            case OptimizerConfig.Lamb lamb -> wire.getLambBuilder()
                .setLearningRate(lamb.learningRate())
                .setBeta1(lamb.betas().first())
                .setBeta2(lamb.betas().second())
                .setEpsilon(lamb.epsilon())
                .setAlwaysAdapt(lamb.alwaysAdapt())
                .setWeightDecay(decay);
        }
        return wire.build();
    }

    static OptimizerConfig read(JobWire.Optimizer wire) {
        Decayed decayed = switch (wire.getDecayed()) {
            case DECAYED_ALL -> Decayed.ALL;
            case DECAYED_MATRICES -> Decayed.MATRICES;
            case DECAYED_UNSPECIFIED, UNRECOGNIZED -> throw JobCodec.unset("optimizer's weight decay");
        };
        return switch (wire.getKindCase()) {
            case SGD -> read(wire.getSgd(), decayed);
            case ADAM -> read(wire.getAdam(), decayed);
            case RMS_PROP -> read(wire.getRmsProp(), decayed);
            case ADAGRAD -> read(wire.getAdagrad(), decayed);
            case LAMB -> read(wire.getLamb(), decayed);
            case KIND_NOT_SET -> throw JobCodec.unset("optimizer");
        };
    }

    private static OptimizerConfig read(JobWire.Sgd wire, Decayed decayed) {
        return new OptimizerConfig.Sgd(wire.getLearningRate(), wire.getMomentum(), wire.getDampening(), wire.getNesterov(),
            new WeightDecay(wire.getWeightDecay(), decayed));
    }

    private static OptimizerConfig read(JobWire.Adam wire, Decayed decayed) {
        return new OptimizerConfig.Adam(wire.getLearningRate(), new Betas(wire.getBeta1(), wire.getBeta2()),
            wire.getEpsilon(), new WeightDecay(wire.getWeightDecay(), decayed), wire.getDecoupled(), wire.getAmsgrad());
    }

    private static OptimizerConfig read(JobWire.RmsProp wire, Decayed decayed) {
        return new OptimizerConfig.RmsProp(wire.getLearningRate(), wire.getAlpha(), wire.getEpsilon(), wire.getMomentum(),
            wire.getCentered(), new WeightDecay(wire.getWeightDecay(), decayed));
    }

    private static OptimizerConfig read(JobWire.Adagrad wire, Decayed decayed) {
        return new OptimizerConfig.Adagrad(wire.getLearningRate(), wire.getRateDecay(), wire.getInitialAccumulator(),
            wire.getEpsilon(), new WeightDecay(wire.getWeightDecay(), decayed));
    }

    private static OptimizerConfig read(JobWire.Lamb wire, Decayed decayed) {
        return new OptimizerConfig.Lamb(wire.getLearningRate(), new Betas(wire.getBeta1(), wire.getBeta2()),
            wire.getEpsilon(), wire.getAlwaysAdapt(), new WeightDecay(wire.getWeightDecay(), decayed));
    }
}
