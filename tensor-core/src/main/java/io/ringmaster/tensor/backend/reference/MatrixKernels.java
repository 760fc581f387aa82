package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.host.IntegerMatrices;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;

/// Products of matrices.
final class MatrixKernels {

    private MatrixKernels() {}

    static void run(Matrices product) {
        if (IntegerMatrices.takes(product)) {
            IntegerMatrices.run(product);
            return;
        }
        switch (product) {
            case Matrices.Product(var a, var b, var y) -> multiply(a, b, y);
            case Matrices.Linear(var x, var w, var b, var y) -> {
                ElementKernels.run(new Elements.Copy(b, y));
                multiply(x, w.t(), Output.add(y.tensor()));
            }
        }
    }

    private static void multiply(Tensor a, Tensor b, Output y) {
        Shape shape = y.tensor().shape();
        long rows = shape.dim(-2);
        long columns = shape.dim(-1);
        long inner = a.dim(-1);
        Values left = Values.of(a, shape.with(-1, inner));
        Values right = Values.of(b, shape.with(-2, inner));
        for (long i = 0; i < shape.elements(); i++) {
            long matrix = i / (rows * columns);
            long row = i / columns % rows;
            long column = i % columns;
            double sum = 0;
            for (long k = 0; k < inner; k++) {
                sum += left.get((matrix * rows + row) * inner + k) * right.get((matrix * inner + k) * columns + column);
            }
            Values.put(y, i, sum);
        }
    }
}
