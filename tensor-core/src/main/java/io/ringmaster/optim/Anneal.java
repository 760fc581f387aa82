package io.ringmaster.optim;

/// A way from one value to another.
public enum Anneal {
    /// Slow at both ends.
    COSINE {
        @Override
        double between(double from, double to, double part) {
            return to + (from - to) * (1 + StrictMath.cos(Math.PI * part)) / 2;
        }
    },
    /// Straight.
    LINEAR {
        @Override
        double between(double from, double to, double part) {
            return from + (to - from) * part;
        }
    };

    /// @param part of the way, from 0 to 1
    abstract double between(double from, double to, double part);
}
