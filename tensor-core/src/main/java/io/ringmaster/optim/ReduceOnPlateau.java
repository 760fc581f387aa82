package io.ringmaster.optim;

/// A learning rate that shrinks when a measure stops getting better. PyTorch: `ReduceLROnPlateau`.
///
/// ```java
/// ReduceOnPlateau plateau = ReduceOnPlateau.ofLoss().patience(3);
/// ReduceOnPlateau.State state = plateau.start();
/// for (int epoch = 0; epoch < epochs; epoch++) {
///     train(plateau.after(state));
///     state = plateau.next(state, evaluate());
/// }
/// ```
/// A value, as its [State] is: whoever sees the same measures has the same rates, and a run that goes on from a saved
/// state goes on as it would have.
///
/// @param grows       whether a larger measure is better (an accuracy) or a smaller one (a loss)
/// @param factor      what a rate is multiplied by
/// @param patience    how many measures in a row may be no better
/// @param threshold   by how much a better one is better
/// @param cooldown    how many measures after a reduction don't count against patience
/// @param leastRate   no rate goes below it
public record ReduceOnPlateau(
    boolean grows, double factor, int patience, Threshold threshold, int cooldown, double leastRate) {

    /// A reduction that would change a rate by no more than this is left out.
    private static final double LEAST_CHANGE = 1e-8;

    public ReduceOnPlateau {
        Hyperparameter.require(factor >= 0 && factor < 1, "factor on a plateau", factor, "0 or more and below 1");
        Hyperparameter.notNegative("patience", patience);
        Hyperparameter.notNegative("cooldown", cooldown);
        Hyperparameter.notNegative("least rate", leastRate);
    }

    /// What counts as better.
    ///
    /// @param relative whether the amount is a part of the best measure so far, or added to it
    public record Threshold(double amount, boolean relative) {

        public static final Threshold DEFAULT = new Threshold(1e-4, true);

        public Threshold {
            Hyperparameter.notNegative("threshold on a plateau", amount);
        }
    }

    /// What was seen so far.
    ///
    /// @param best       the best measure
    /// @param worse      how many in a row were no better
    /// @param cooling    how many of the next don't count
    /// @param reductions of the rate
    public record State(double best, int worse, int cooling, int reductions) {

        /// For a file's metadata.
        public String text() {
            return best + " " + worse + " " + cooling + " " + reductions;
        }

        /// Reads what [#text] wrote. Throws [IllegalArgumentException] where it did not.
        public static State parse(String text) {
            String[] parts = text.split(" ", -1);
            if (parts.length != 4) {
                throw new IllegalArgumentException(
                    "a plateau's state \"%s\"; it is four numbers: best, worse, cooling, reductions".formatted(text));
            }
            return new State(Double.parseDouble(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]));
        }
    }

    /// For a measure that is to shrink, with PyTorch's defaults: a tenth, after ten measures.
    public static ReduceOnPlateau ofLoss() {
        return new ReduceOnPlateau(false, 0.1, 10, Threshold.DEFAULT, 0, 0);
    }

    /// As [#ofLoss], for a measure that is to grow.
    public static ReduceOnPlateau ofScore() {
        return new ReduceOnPlateau(true, 0.1, 10, Threshold.DEFAULT, 0, 0);
    }

    public ReduceOnPlateau factor(double value) {
        return new ReduceOnPlateau(grows, value, patience, threshold, cooldown, leastRate);
    }

    public ReduceOnPlateau patience(int measures) {
        return new ReduceOnPlateau(grows, factor, measures, threshold, cooldown, leastRate);
    }

    public ReduceOnPlateau threshold(double amount, boolean relative) {
        return new ReduceOnPlateau(grows, factor, patience, new Threshold(amount, relative), cooldown, leastRate);
    }

    public ReduceOnPlateau cooldown(int measures) {
        return new ReduceOnPlateau(grows, factor, patience, threshold, measures, leastRate);
    }

    public ReduceOnPlateau leastRate(double rate) {
        return new ReduceOnPlateau(grows, factor, patience, threshold, cooldown, rate);
    }

    /// Before the first measure.
    public State start() {
        return new State(grows ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY, 0, 0, 0);
    }

    /// After one more measure.
    public State next(State state, double measure) {
        boolean better = isBetter(measure, state.best());
        boolean cools = state.cooling() > 0;
        int worse = better || cools ? 0 : state.worse() + 1;
        double best = better ? measure : state.best();
        return worse > patience
            ? new State(best, 0, cooldown, state.reductions() + 1)
            : new State(best, worse, cools ? state.cooling() - 1 : 0, state.reductions());
    }

    private boolean isBetter(double measure, double best) {
        double amount = grows ? threshold.amount() : -threshold.amount();
        double bar = threshold.relative() ? best * (1 + amount) : best + amount;
        return grows ? measure > bar : measure < bar;
    }

    /// The rates until the next measure.
    public Schedule after(State state) {
        return (base, _) -> {
            double rate = base;
            for (int i = 0; i < state.reductions(); i++) {
                double smaller = Math.max(rate * factor, leastRate);
                rate = rate - smaller > LEAST_CHANGE ? smaller : rate;
            }
            return rate;
        };
    }
}
