package io.ringmaster.tensor.data;

import java.util.List;
import java.util.stream.IntStream;

/// One line of a pen, as the points it passes.
record Stroke(Kind kind, List<Point> points) {

    enum Kind {
        /// Straight from point to point.
        CORNERS,
        /// Smooth through all points.
        CURVE,
        /// Smooth, and from the last point back to the first.
        LOOP
    }

    /// @param x runs right, in a digit from about -0.6 to 0.6
    /// @param y runs down, in a digit from -1 to 1
    record Point(float x, float y) {}

    /// Each factory takes x and y by turns.
    static Stroke corners(float... points) {
        return of(Kind.CORNERS, points);
    }

    static Stroke curve(float... points) {
        return of(Kind.CURVE, points);
    }

    static Stroke loop(float... points) {
        return of(Kind.LOOP, points);
    }

    private static Stroke of(Kind kind, float... points) {
        return new Stroke(kind, IntStream.range(0, points.length / 2)
                .mapToObj(point -> new Point(points[2 * point], points[2 * point + 1]))
                .toList());
    }
}
