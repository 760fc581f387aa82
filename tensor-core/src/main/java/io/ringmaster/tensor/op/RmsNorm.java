package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import java.util.List;

/// `y = x / sqrt(mean(x²) + epsilon) w`, row by row, a row being x's last dims that w has.
///
/// Shapes: x [..., D], w [D] or of several dims → y as x. The factors that bring rows to size 1, which forward writes, are
/// as many as there are rows: [R].
public record RmsNorm(double epsilon) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        LayerNorm.requireRows("root mean square norm", inputs.get(0).shape(), inputs.get(1).shape());
        return inputs.get(0).shape();
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        requireFloating(inputs);
        Tensor x = inputs.get(0);
        Output y = Output.set(Tensor.empty(Layout.contiguous(shape(inputs)), x.dtype(), on));
        on.run(new Normalizations.RootMeanSquare(epsilon, x, inputs.get(1), y, Output.set(inputs.get(2))));
        return y.tensor();
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        return Gradients.together(0, 2, to -> on.run(new Normalizations.RootMeanSquareGradient(
            inputs.get(0), inputs.get(1), inputs.get(2), dy, to.get(0), to.get(1))));
    }
}
