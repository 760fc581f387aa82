package io.ringmaster.tensor.backend.host;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.kernel.Matrices;
import java.util.Arrays;

/// Products of integer matrices: exact, so every backend on the host computes them here.
public final class IntegerMatrices {

    private IntegerMatrices() {}

    /// Whether the kernel writes no floating elements.
    public static boolean takes(Matrices product) {
        return !product.y().tensor().dtype().isFloating();
    }

    public static void run(Matrices product) {
        switch (product) {
            case Matrices.Product(var a, var b, var y) -> multiply(a, b, y.tensor());
            case Matrices.Linear _ -> throw new IllegalStateException(product + " of integers, which no layer has");
        }
    }

    private static void multiply(Tensor a, Tensor b, Tensor y) {
        Shape shape = y.shape();
        int inner = Math.toIntExact(a.dim(-1));
        int columns = Math.toIntExact(shape.dim(-1));
        Integers left = Integers.of(a, shape.with(-1, inner));
        Integers right = Integers.of(b, shape.with(-2, inner));
        Integers to = Integers.of(y);
        long rows = shape.elements() / Math.max(1, columns);
        long[] sums = new long[columns];
        for (long row = 0; row < rows; row++) {
            long matrix = row / shape.dim(-2);
            Arrays.fill(sums, 0);
            for (int k = 0; k < inner; k++) {
                long factor = left.get(row * inner + k);
                long start = (matrix * inner + k) * columns;
                for (int column = 0; column < columns; column++) {
                    sums[column] += factor * right.get(start + column);
                }
            }
            for (int column = 0; column < columns; column++) {
                to.put(row * columns + column, sums[column]);
            }
        }
    }
}
