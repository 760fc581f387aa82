package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;
import java.util.Arrays;
import java.util.Optional;

/// Products of matrices in any layout, by [BlockedLoops].
final class PlainMatrices {

    private PlainMatrices() {}

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
        if (y.tensor().elements() == 0) {
            return;
        }
        if (a.dim(-1) == 0) {
            if (!y.adds()) {
                ElementKernels.run(new Elements.Fill(0, y));
            }
            return;
        }
        Optional<Matrix> result = y.tensor().dtype() == DType.FLOAT32 ? Matrix.of(y.tensor()) : Optional.empty();
        try (Scope _ = Scope.open()) {
            if (result.isPresent()) {
                multiply(readable(a), readable(b), y, result.get());
            } else {
                Tensor staged = Tensor.empty(y.tensor().shape(), DType.FLOAT32, y.tensor().backend());
                multiply(readable(a), readable(b), Output.set(staged), Matrix.of(staged).orElseThrow());
                ElementKernels.run(new Elements.Copy(staged, y));
            }
        }
    }

    /// The tensor, or a copy, as float32 whose strides the kernel takes.
    private static Tensor readable(Tensor tensor) {
        if (tensor.dtype() == DType.FLOAT32 && Matrix.of(tensor).isPresent()) {
            return tensor;
        }
        Tensor copy = Tensor.empty(tensor.shape(), DType.FLOAT32, tensor.backend());
        ElementKernels.run(new Elements.Copy(tensor, Output.set(copy)));
        return copy;
    }

    private static void multiply(Tensor a, Tensor b, Output y, Matrix result) {
        Matrix left = Matrix.of(a).orElseThrow();
        Matrix right = Matrix.of(b).orElseThrow();
        long[] sizes = y.tensor().shape().dims();
        int dims = sizes.length - 2;
        WalkOrder order = WalkOrder.of(Shape.of(Arrays.copyOf(sizes, dims)));
        Cursor to = order.cursor(Arrays.copyOf(y.tensor().layout().strides(), dims));
        Cursor first = order.cursor(batch(a, y.tensor()));
        Cursor second = order.cursor(batch(b, y.tensor()));
        for (long i = 0; i < order.elements(); i++) {
            multiply(left.at(first.place()), right.at(second.place()), result.at(to.place()), y.adds());
            to.advance(1);
            first.advance(1);
            second.advance(1);
        }
    }

    /// The strides from matrix to matrix.
    private static long[] batch(Tensor tensor, Tensor y) {
        Shape over = y.shape().with(-2, tensor.dim(-2)).with(-1, tensor.dim(-1));
        return Arrays.copyOf(tensor.layout().stridesOver(over), over.rank() - 2);
    }

    /// A result that is transposed is the product of the transposed, the other way round.
    private static void multiply(Matrix a, Matrix b, Matrix c, boolean adds) {
        if (c.transposed()) {
            BlockedLoops.multiply(b.transpose(), a.transpose(), c.transpose(), adds);
        } else {
            BlockedLoops.multiply(a, b, c, adds);
        }
    }
}
