package io.ringmaster.optim;

/// The rules that hyperparameters are held to.
final class Hyperparameter {

    private Hyperparameter() {}

    static void positive(String name, double value) {
        require(value > 0 && Double.isFinite(value), name, value, "above 0");
    }

    static void notNegative(String name, double value) {
        require(value >= 0 && Double.isFinite(value), name, value, "0 or more");
    }

    static void part(String name, double value) {
        require(value >= 0 && value < 1, name, value, "0 or more and below 1");
    }

    static void require(boolean rule, String name, double value, String sentence) {
        if (!rule) {
            throw new IllegalArgumentException("%s %s; it is %s".formatted(name, value, sentence));
        }
    }
}
