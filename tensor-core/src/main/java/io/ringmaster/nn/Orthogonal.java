package io.ringmaster.nn;

import io.ringmaster.tensor.random.RandomStream;

/// Random vectors of length 1 at right angles to each other.
final class Orthogonal {

    private Orthogonal() {}

    /// Fills a matrix row by row. Of normal vectors each is made orthogonal to those before, twice, so that rounding
    /// leaves nothing of them.
    static void fill(float[] values, int rows, double gain, RandomStream stream) {
        int columns = rows == 0 ? 0 : values.length / rows;
        boolean wide = rows <= columns;
        double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
        int draw = 0;
        for (int vector = 0; vector < vectors.length; vector++) {
            for (int i = 0; i < vectors[vector].length; i++) {
                vectors[vector][i] = stream.normal(draw++);
            }
            orthogonalize(vectors, vector);
            orthogonalize(vectors, vector);
        }
        for (int i = 0; i < values.length; i++) {
            int row = i / columns;
            int column = i % columns;
            values[i] = (float) (gain * (wide ? vectors[row][column] : vectors[column][row]));
        }
    }

    private static void orthogonalize(double[][] vectors, int last) {
        double[] vector = vectors[last];
        for (int before = 0; before < last; before++) {
            double shadow = dot(vectors[before], vector);
            for (int i = 0; i < vector.length; i++) {
                vector[i] -= shadow * vectors[before][i];
            }
        }
        double length = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
