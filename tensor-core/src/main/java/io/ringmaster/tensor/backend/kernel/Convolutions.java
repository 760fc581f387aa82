package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Windows over images with weights. There are as many groups as C is times w's second dim: each group of output channels
/// sees its group of input channels.
///
/// Shapes: x and dx [B, C, H, W], w and dw [O, C / groups, h, w], b and db [O], y and dy [B, O, H', W'].
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public sealed interface Convolutions extends Kernel {

    /// `y = x * w + b`, correlated, as the field has it.
    record Forward(Windows over, Tensor x, Tensor w, Optional<Tensor> b, Output y) implements Convolutions {

        @Override
        public List<Tensor> inputs() {
            return b.map(bias -> List.of(x, w, bias)).orElse(List.of(x, w));
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    /// What reaches x. Also what a transposed convolution computes.
    record InputGradient(Windows over, Tensor dy, Tensor w, Output dx) implements Convolutions {

        @Override
        public List<Tensor> inputs() {
            return List.of(dy, w);
        }

        @Override
        public List<Output> outputs() {
            return List.of(dx);
        }
    }

    /// What reaches w, and b where it is there.
    record WeightGradient(Windows over, Tensor x, Tensor dy, Output dw, Optional<Output> db) implements Convolutions {

        @Override
        public List<Tensor> inputs() {
            return List.of(x, dy);
        }

        @Override
        public List<Output> outputs() {
            List<Output> outputs = new ArrayList<>(List.of(dw));
            db.ifPresent(outputs::add);
            return outputs;
        }
    }
}
