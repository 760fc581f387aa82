package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;

/// Tensors as kernels can read them: themselves, or copies that belong to the open scope.
final class Inputs {

    private Inputs() {}

    /// float32 in whatever layout.
    static Tensor float32(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT32 ? tensor : contiguous(tensor);
    }

    /// float32 in which no element stands for several.
    static Tensor strided(Tensor tensor) {
        return isStrided(tensor) ? tensor : copy(tensor, Layout.contiguous(tensor.shape()));
    }

    static boolean isStrided(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT32 && !repeats(tensor.layout());
    }

    /// float32 row by row.
    static Tensor contiguous(Tensor tensor) {
        return as(tensor, Layout.contiguous(tensor.shape()));
    }

    static boolean isContiguous(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT32 && tensor.isContiguous();
    }

    /// float32 that lies as wanted.
    static Tensor as(Tensor tensor, Layout wanted) {
        return lies(tensor, wanted) ? tensor : copy(tensor, wanted);
    }

    static boolean lies(Tensor tensor, Layout wanted) {
        return tensor.dtype() == DType.FLOAT32 && tensor.layout().hasStridesOf(wanted);
    }

    static boolean repeats(Layout layout) {
        for (int dim = 0; dim < layout.shape().rank(); dim++) {
            if (layout.stride(dim) == 0 && layout.shape().dim(dim) > 1) {
                return true;
            }
        }
        return false;
    }

    /// float32 of which each matrix, the last two dims, lies row by row or column by column.
    static Tensor matrices(Tensor tensor) {
        return areMatrices(tensor) ? tensor : contiguous(tensor);
    }

    static boolean areMatrices(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT32 && MatrixBatch.takes(tensor);
    }

    private static Tensor copy(Tensor tensor, Layout wanted) {
        Tensor copy = Tensor.empty(wanted, DType.FLOAT32, tensor.backend());
        ElementKernels.run(new Elements.Copy(tensor, Output.set(copy)));
        return copy;
    }
}
