package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;

/// Products of matrices in any layout, by a kernel that takes two of them.
record MatrixKernels(MatrixKernel kernel) {

    void run(Matrices product, int threads) {
        switch (product) {
            case Matrices.Product(var a, var b, var y) -> multiply(a, b, y, threads);
            case Matrices.Linear(var x, var w, var b, var y) -> Staged.contiguous(y, to -> {
                ElementKernels.run(new Elements.Copy(b, to));
                multiply(x, w.t(), Output.add(to.tensor()), threads);
            });
        }
    }

    private void multiply(Tensor a, Tensor b, Output y, int threads) {
        if (y.tensor().elements() == 0) {
            return;
        }
        Staged.contiguous(y, to -> {
            if (a.dim(1) > 0) {
                Matrix result = new Matrix(to.tensor().memory(), a.dim(0), b.dim(1), b.dim(1), false);
                kernel.multiply(matrix(a), matrix(b), result, to.adds(), threads);
            } else if (!to.adds()) {
                to.tensor().fill(0);
            }
        });
    }

    private static Matrix matrix(Tensor tensor) {
        return Matrix.of(tensor).or(() -> Matrix.of(tensor.contiguous())).orElseThrow();
    }
}
