package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import java.util.Arrays;
import java.util.List;

/// `y = (x - mean) / sqrt(variance + epsilon) w + b`, row by row, a row being x's last dims that w has.
///
/// Shapes: x [..., D], w and b [D] or of several dims → y as x. Mean and variance, which forward writes, have as many
/// elements as there are rows: [R].
public record LayerNorm(double epsilon) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        requireRows("layer norm", inputs.get(0).shape(), inputs.get(1).shape());
        if (!inputs.get(2).shape().equals(inputs.get(1).shape())) {
            throw new ShapeException("layer norm: weight is %s, bias is %s; both have one shape",
                inputs.get(1).shape(), inputs.get(2).shape());
        }
        return inputs.get(0).shape();
    }

    static void requireRows(String title, Shape x, Shape w) {
        int ahead = x.rank() - w.rank();
        boolean fits = ahead >= 0 && w.rank() > 0 && w.elements() > 0
            && Arrays.equals(x.dims(), ahead, x.rank(), w.dims(), 0, w.rank());
        if (!fits) {
            throw new ShapeException("%s: x is %s, weight is %s; weight has the last dims of x, none of size 0",
                title, x, w);
        }
    }

    /// The shape of what has one value for each row.
    public static Shape rows(Tensor x, Tensor w) {
        return Shape.of(x.elements() / Math.max(1, w.elements()));
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor x = inputs.get(0);
        Output y = Output.set(Tensor.empty(Layout.contiguous(shape(inputs)), x.dtype(), on));
        if (x.elements() > 0) {
            on.run(new Normalizations.Layer(epsilon, x, inputs.get(1), inputs.get(2), y,
                Output.set(inputs.get(3)), Output.set(inputs.get(4))));
        }
        return y.tensor();
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        if (dy.elements() == 0) {
            return Gradients.together(0, 3, to -> LayerOp.zero(on, to));
        }
        return Gradients.together(0, 3, to -> on.run(new Normalizations.LayerGradient(
            epsilon, inputs.get(0), inputs.get(1), inputs.get(3), inputs.get(4), dy, to.get(0), to.get(1), to.get(2))));
    }
}
