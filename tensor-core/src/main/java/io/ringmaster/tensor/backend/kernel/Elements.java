package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Comparison;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.random.RandomStream;
import java.util.List;
import java.util.Optional;

/// Functions of single elements. Inputs repeat where y's shape is wider.
public sealed interface Elements extends Kernel {

    Output y();

    @Override
    default List<Output> outputs() {
        return List.of(y());
    }

    /// Every element the same number, set, not added.
    record Fill(double value, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of();
        }
    }

    /// `y = x`, in y's dtype: to integers towards 0, to bool whether it is not 0, to narrower floats the nearest.
    record Copy(Tensor x, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /// `y = f(x)`. One dtype.
    record Map(Unary function, Tensor x, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }
    }

    /// `dx = f'(x) dy`. One floating dtype.
    ///
    /// @param of what f's derivative is computed from: x, or f(x) where f [Unary#differentiatesResult]
    record MapGradient(Unary function, Tensor of, Tensor dy, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(of, dy);
        }
    }

    /// `y = f(a, b)`. One dtype.
    record Zip(Binary function, Tensor a, Tensor b, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(a, b);
        }
    }

    /// `y = f(a, b)` with a number for b. One dtype.
    record ZipScalar(Binary function, Tensor a, double b, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(a);
        }
    }

    /// `y = dy` times f's derivative after one of its operands, at (a, b). One floating dtype.
    record ZipGradient(Binary function, Side side, Tensor a, Tensor b, Tensor dy, Output y) implements Elements {

        /// Which operand.
        public enum Side { A, B }

        @Override
        public List<Tensor> inputs() {
            return List.of(a, b, dy);
        }
    }

    /// Whether the comparison holds between a and b, which have one dtype. y is bool.
    record Compare(Comparison comparison, Tensor a, Tensor b, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(a, b);
        }
    }

    /// As [Compare], with a number for b.
    record CompareScalar(Comparison comparison, Tensor a, double b, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(a);
        }
    }

    /// `y = a` where the condition, bool, holds, else b. One dtype otherwise.
    record Where(Tensor condition, Tensor a, Tensor b, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(condition, a, b);
        }
    }

    /// Kept elements times the mask's scale, 0 elsewhere. Shapes: x and y the same.
    record Dropout(DropoutMask mask, Tensor x, Output y) implements Elements {

        @Override
        public List<Tensor> inputs() {
            return List.of(x);
        }

        @Override
        public Optional<RandomStream> stream() {
            return Optional.of(mask.stream());
        }

        @Override
        public Kernel at(long step, int shard) {
            return new Dropout(mask.at(step, shard), x, y);
        }
    }
}
