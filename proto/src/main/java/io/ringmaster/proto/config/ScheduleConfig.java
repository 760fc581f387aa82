package io.ringmaster.proto.config;

import java.util.List;

/// How the learning rate changes over a run.
///
/// @param per    what lengths count
/// @param warmUp how long it first rises from next to nothing; the curve counts from there
public record ScheduleConfig(Per per, int warmUp, Curve curve) {

    /// The same rate from the first step to the last.
    public static final ScheduleConfig CONSTANT = new ScheduleConfig(Per.STEP, 0, new Curve.Constant());

    public ScheduleConfig {
        Require.notNegative("schedule.warm-up", warmUp);
        Require.that(warmUp == 0 || !(curve instanceof Curve.OneCycle), "schedule.warm-up",
            "is %d but schedule.kind is one-cycle, which rises by itself; use 0", warmUp);
        Require.that(per == Per.EPOCH || !(curve instanceof Curve.ReduceOnPlateau), "schedule.per",
            "is step but schedule.kind is reduce-on-plateau, which counts evaluations, one an epoch; use epoch");
    }

    /// What lengths count.
    public enum Per { STEP, EPOCH }

    /// The way between two values.
    public enum Anneal { COSINE, LINEAR }

    /// Which way a measure is to go.
    public enum Mode { MIN, MAX }

    /// What a threshold is: a part of the best measure so far, or an amount.
    public enum ThresholdMode { RELATIVE, ABSOLUTE }

    /// What of an evaluation is looked at, and when it is better.
    ///
    /// @param measure   `loss`, or the name of a metric
    /// @param threshold by how much a better one is better
    public record Watch(String measure, Mode mode, double threshold, ThresholdMode thresholdMode) {

        public Watch {
            Require.that(measure.matches("[a-z0-9][a-z0-9-]{0,31}"), "schedule.watch",
                "is \"%s\"; it must be loss or the name of a metric, such as accuracy", measure);
            Require.that(!contradicts(mode, measure), "schedule.mode", "is %s but schedule.watch is %s, which is the better the "
                + "%s it is; use %s", mode == Mode.MIN ? "min" : "max", measure, mode == Mode.MIN ? "larger" : "smaller",
                mode == Mode.MIN ? "max" : "min");
            Require.notNegative("schedule.threshold", threshold);
        }

        private static boolean contradicts(Mode mode, String measure) {
            return switch (measure) {
                case "loss", "perplexity", "rmse", "mae" -> mode == Mode.MAX;
                case "accuracy", "top5-accuracy" -> mode == Mode.MIN;
                default -> false;   // a metric of a job's class, which knows what is better
            };
        }
    }

    /// A rate over time. Lengths of 0 reach to the end of the run.
    public sealed interface Curve {

        record Constant() implements Curve {}

        /// Times `gamma` after each `every`.
        record Stairs(int every, double gamma) implements Curve {

            public Stairs {
                Require.positive("schedule.every", every);
                Require.positive("schedule.gamma", gamma);
            }
        }

        /// Times `gamma` at each milestone.
        record MultiStep(List<Integer> milestones, double gamma) implements Curve {

            public MultiStep {
                milestones = List.copyOf(milestones);
                for (int milestone : milestones) {
                    Require.that(milestone > 0, "schedule.milestones", "is %s; each must be 1 or more", milestones);
                }
                Require.positive("schedule.gamma", gamma);
            }
        }

        /// Times `gamma` each time.
        record Exponential(double gamma) implements Curve {

            public Exponential {
                Require.positive("schedule.gamma", gamma);
            }
        }

        /// Half a cosine down to a rate.
        record Cosine(int length, double leastRate) implements Curve {

            public Cosine {
                Require.notNegative("schedule.length", length);
                Require.notNegative("schedule.least-rate", leastRate);
            }
        }

        /// Half cosines one after another, each `growth` times as long as the last.
        record CosineRestarts(int first, int growth, double leastRate) implements Curve {

            public CosineRestarts {
                Require.positive("schedule.first", first);
                Require.positive("schedule.growth", growth);
                Require.notNegative("schedule.least-rate", leastRate);
            }
        }

        /// A line from one part of the rate to another.
        record Linear(int length, double start, double end) implements Curve {

            public Linear {
                Require.notNegative("schedule.length", length);
                Require.positive("schedule.start", start);
                Require.notNegative("schedule.end", end);
            }
        }

        /// What is left of the length, to a power.
        record Polynomial(int length, double power) implements Curve {

            public Polynomial {
                Require.notNegative("schedule.length", length);
                Require.positive("schedule.power", power);
            }
        }

        /// Times `factor` whenever evaluations have stopped getting better. One is made after each epoch.
        ///
        /// @param patience  how many in a row may be no better
        /// @param cooldown  how many after a reduction don't count against patience
        /// @param leastRate no rate goes below it
        record ReduceOnPlateau(Watch watch, double factor, int patience, int cooldown, double leastRate) implements Curve {

            public ReduceOnPlateau {
                Require.inRange("schedule.factor", factor, 0, 1);
                Require.notNegative("schedule.patience", patience);
                Require.notNegative("schedule.cooldown", cooldown);
                Require.notNegative("schedule.least-rate", leastRate);
            }
        }

        /// Up to the rate, then far down.
        ///
        /// @param rising the part of the length that goes up
        record OneCycle(int length, double rising, double startDivisor, double endDivisor, Anneal anneal)
            implements Curve {

            public OneCycle {
                Require.notNegative("schedule.length", length);
                Require.inRange("schedule.rising", rising, 0, 1);
                Require.positive("schedule.start-divisor", startDivisor);
                Require.positive("schedule.end-divisor", endDivisor);
            }
        }
    }
}
