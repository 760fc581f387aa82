package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.LabelRule;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Losses;
import java.util.List;
import java.util.Optional;

/// The negative log-likelihood of softmax(x), with smoothing and ignored labels as the rule says.
///
/// Shapes: x [B, C], labels [B] int64, weights [C] or [] → y [B], reduced []. Only x has a gradient. Where it is wanted there
/// is a fourth input, a contiguous place like x: forward writes the derivative there.
public record CrossEntropy(LabelRule rule, Reduction reduction) implements LayerOp {

    @Override
    public Shape shape(List<Tensor> inputs) {
        return new NegativeLogLikelihood(rule, reduction).shape(
            inputs.get(0).shape(), inputs.get(1).shape(), inputs.get(2).shape());
    }

    @Override
    public Tensor forward(Backend on, List<Tensor> inputs) {
        new NegativeLogLikelihood(rule, reduction).requireFloating(inputs);
        Tensor x = inputs.getFirst();
        Tensor y = Tensor.empty(shape(inputs), x.dtype(), on);
        Optional<Output> slope = inputs.size() == 4 ? Optional.of(Output.set(inputs.get(3))) : Optional.empty();
        on.run(new Losses.CrossEntropy(rule, reduction, x, inputs.get(1), inputs.get(2), Output.set(y), slope));
        return y;
    }

    @Override
    public Gradients backward(Backend on, List<Tensor> inputs, Tensor y, Tensor dy) {
        Tensor each = reduction == Reduction.NONE ? dy.viewAs(column(dy.layout())) : dy;
        return new Gradients(dx -> on.run(new Elements.Zip(Binary.MULTIPLY, inputs.get(3), each, dx)));
    }

    /// Shapes: [B] → [B, 1].
    private static Layout column(Layout rows) {
        return Layout.strided(
            Shape.of(rows.shape().dim(0), 1), new long[] {rows.stride(0), 1}, rows.offset());
    }
}
