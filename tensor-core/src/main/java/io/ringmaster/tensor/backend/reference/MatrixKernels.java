package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;

/// Products of matrices.
final class MatrixKernels {

    private MatrixKernels() {}

    static void run(Matrices product) {
        switch (product) {
            case Matrices.Product(var a, var b, var y) -> multiply(a, b, y);
            case Matrices.Linear(var x, var w, var b, var y) -> {
                ElementKernels.run(new Elements.Copy(b, y));
                multiply(x, w.t(), Output.add(y.tensor()));
            }
        }
    }

    private static void multiply(Tensor a, Tensor b, Output y) {
        long inner = a.dim(1);
        long columns = b.dim(1);
        Values left = Values.of(a);
        Values right = Values.of(b);
        for (long row = 0; row < a.dim(0); row++) {
            for (long column = 0; column < columns; column++) {
                double sum = 0;
                for (long k = 0; k < inner; k++) {
                    sum += left.get(row * inner + k) * right.get(k * columns + column);
                }
                Values.put(y, row * columns + column, sum);
            }
        }
    }
}
