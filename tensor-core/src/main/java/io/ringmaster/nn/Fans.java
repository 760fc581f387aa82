package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;

/// How many inputs an output of a weight has, and how many outputs an input. Shapes: weight [O, I, ...].
record Fans(double in, double out) {

    static Fans of(Shape shape) {
        if (shape.rank() < 2) {
            throw new ShapeException("fans of %s; only weights of 2 dims or more, [O, I, ...], have a fan-in and a fan-out",
                shape);
        }
        double window = 1;
        for (int dim = 2; dim < shape.rank(); dim++) {
            window *= shape.dim(dim);
        }
        return new Fans(shape.dim(1) * window, shape.dim(0) * window);
    }

    double of(Initializer.Mode mode) {
        return switch (mode) {
            case FAN_IN -> in;
            case FAN_OUT -> out;
        };
    }
}
