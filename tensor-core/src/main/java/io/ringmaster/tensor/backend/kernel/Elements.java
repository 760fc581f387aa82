package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;
import java.util.List;

/// Functions of single elements. Inputs repeat where y's shape is wider.
public sealed interface Elements extends Kernel {

    Output y();

    @Override
    default List<Output> outputs() {
        return List.of(y());
    }

    /// Every element the same number, set, not added. y has no gaps.
    record Fill(double value, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of();
        }
    }

    /// `y = x`. Any dtype, the same on both sides; only floating ones add.
    record Copy(Tensor x, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /// `y = f(x)`.
    record Map(Unary function, Tensor x, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /// `y = f(a, b)`.
    record Zip(Binary function, Tensor a, Tensor b, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(a, b);
        }
    }

    /// `y = f(a, b)` with a number for b.
    record ZipScalar(Binary function, Tensor a, double b, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(a);
        }
    }

    /// Kept elements times the mask's scale, 0 elsewhere. Shapes: x and y the same.
    record Dropout(DropoutMask mask, Tensor x, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }
}
