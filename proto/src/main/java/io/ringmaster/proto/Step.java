package io.ringmaster.proto;

/// How many optimizer steps have been taken once this one is: the first step is 1, and 0 is the initial state.
public record Step(long number) implements Comparable<Step> {

    public static final Step INITIAL = new Step(0);

    public Step {
        if (number < 0) {
            throw new IllegalArgumentException("step is " + number + "; steps count from 0, the initial state");
        }
    }

    public Step next() {
        return new Step(number + 1);
    }

    @Override
    public int compareTo(Step other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
