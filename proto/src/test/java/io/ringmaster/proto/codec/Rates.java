package io.ringmaster.proto.codec;

import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.OptimizerConfig.Adagrad;
import io.ringmaster.proto.config.OptimizerConfig.Adam;
import io.ringmaster.proto.config.OptimizerConfig.Betas;
import io.ringmaster.proto.config.OptimizerConfig.Decayed;
import io.ringmaster.proto.config.OptimizerConfig.Lamb;
import io.ringmaster.proto.config.OptimizerConfig.RmsProp;
import io.ringmaster.proto.config.OptimizerConfig.Sgd;
import io.ringmaster.proto.config.OptimizerConfig.WeightDecay;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Anneal;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.Per;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Any valid way to follow gradients.
record Rates(OptimizerConfig optimizer, ScheduleConfig schedule, double limit) {

    private static final Arbitrary<Double> PARTS = Arbitraries.doubles().between(0, true, 1, false).ofScale(15);
    private static final Arbitrary<Double> SIZES = Arbitraries.doubles().between(0, false, Double.MAX_VALUE, true);
    private static final Arbitrary<Integer> COUNTS = Arbitraries.integers().between(1, Integer.MAX_VALUE);
    private static final Arbitrary<Boolean> CHOICES = Arbitraries.of(true, false);

    static Arbitrary<Rates> all() {
        return Combinators.combine(optimizers(), schedules(), PARTS).as(Rates::new);
    }

    private static Arbitrary<OptimizerConfig> optimizers() {
        Arbitrary<WeightDecay> decays = Combinators.combine(PARTS, Arbitraries.of(Decayed.class)).as(WeightDecay::new);
        Arbitrary<Betas> betas = Combinators.combine(PARTS, PARTS).as(Betas::new);
        return Arbitraries.oneOf(
            Combinators.combine(SIZES, PARTS, PARTS, decays)
                .as((rate, momentum, dampening, decay) -> new Sgd(rate, momentum, dampening, false, decay)),
            Combinators.combine(SIZES, decays).as((rate, decay) -> new Sgd(rate, 0.9, 0, true, decay)),
            Combinators.combine(SIZES, betas, PARTS, decays, CHOICES, CHOICES).as(Adam::new),
            Combinators.combine(SIZES, PARTS, PARTS, PARTS, CHOICES, decays).as(RmsProp::new),
            Combinators.combine(SIZES, PARTS, PARTS, PARTS, decays).as(Adagrad::new),
            Combinators.combine(SIZES, betas, PARTS, CHOICES, decays).as(Lamb::new));
    }

    private static Arbitrary<ScheduleConfig> schedules() {
        Arbitrary<Watch> watches = Combinators.combine(
            Arbitraries.of("loss", "accuracy", "f1-of-class-7"), PARTS, Arbitraries.of(ThresholdMode.class))
            .as((measure, threshold, mode) ->
                new Watch(measure, measure.equals("loss") ? Mode.MIN : Mode.MAX, threshold, mode));
        Arbitrary<Curve> curves = Arbitraries.oneOf(
            Arbitraries.just(new Curve.Constant()),
            Combinators.combine(COUNTS, SIZES).as(Curve.Stairs::new),
            Combinators.combine(COUNTS.list().ofMaxSize(5), SIZES).as(Curve.MultiStep::new),
            SIZES.map(Curve.Exponential::new),
            Combinators.combine(COUNTS, PARTS).as(Curve.Cosine::new),
            Combinators.combine(COUNTS, COUNTS, PARTS).as(Curve.CosineRestarts::new),
            Combinators.combine(COUNTS, SIZES, PARTS).as(Curve.Linear::new),
            Combinators.combine(COUNTS, SIZES).as(Curve.Polynomial::new),
            Combinators.combine(COUNTS, PARTS, SIZES, SIZES, Arbitraries.of(Anneal.class)).as(Curve.OneCycle::new),
            Combinators.combine(watches, PARTS, COUNTS, COUNTS, PARTS).as(Curve.ReduceOnPlateau::new));
        return Combinators.combine(Arbitraries.of(Per.class), COUNTS, curves).as((per, warmUp, curve) ->
            new ScheduleConfig(curve instanceof Curve.ReduceOnPlateau ? Per.EPOCH : per,
                curve instanceof Curve.OneCycle ? 0 : warmUp, curve));
    }
}
