package io.ringmaster.tensor;

/// How often the values of a tensor were written over; its views have the same.
final class Version {

    private long number;

    long number() {
        return number;
    }

    void next() {
        number++;
    }
}
