package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import java.util.List;

/// Attention by several heads at once, each to projections of its own.
///
/// Letters: B batch, T queries, S keys, C width, H heads, D = C / H.
/// Shapes: query [T, B, C], key and value [S, B, C] → [T, B, C]; [B, T, C] where the batch is first; without B for single
/// sequences. State:
/// `in_proj_weight` [3C, C] for queries, keys and values, `in_proj_bias` [3C], `out_proj.weight` [C, C], `out_proj.bias` [C].
/// Where keys or values have another width, K and V, `q_proj_weight` [C, C], `k_proj_weight` [C, K] and `v_proj_weight` [C, V]
/// stand for the first.
/// Source: Vaswani et al. 2017, §3.2.2; torch.nn.MultiheadAttention.
public final class MultiheadAttention extends Module {

    private final Options options;
    private final List<Parameter> weights;
    private final Parameter bias;
    private final Linear out;
    private final Dropout dropout;

    /// How wide queries, keys and values are.
    private record Widths(long query, long key, long value) {

        private boolean areEqual() {
            return query == key && query == value;
        }

        private long of(int projection) {
            return List.of(query, key, value).get(projection);
        }
    }

    private record Options(Widths widths, int heads, boolean biased, boolean batchFirst, double dropout) {

        private Options {
            long width = widths.query;
            if (width < 1 || heads < 1 || width % heads != 0) {
                throw new IllegalArgumentException(
                    "attention of width %d by %d heads; both are 1 or more, and the heads share the width evenly"
                        .formatted(width, heads));
            }
            if (widths.key < 1 || widths.value < 1) {
                throw new IllegalArgumentException("attention to keys %d wide and values %d wide; both are 1 or more"
                    .formatted(widths.key, widths.value));
            }
        }

        private long width() {
            return widths.query;
        }
    }

    public MultiheadAttention(long width, int heads) {
        this(new Options(new Widths(width, width, width), heads, true, false, 0));
    }

    private MultiheadAttention(Options options) {
        this.options = options;
        long width = options.width();
        weights = options.widths().areEqual()
            ? List.of(matrix("in_proj_weight", 3 * width, width))
            : List.of(matrix("q_proj_weight", width, width), matrix("k_proj_weight", width, options.widths().key()),
                matrix("v_proj_weight", width, options.widths().value()));
        bias = parameterIf(options.biased(), "in_proj_bias", Shape.of(3 * width), Initializer.constant(0));
        out = child("out_proj", new Linear(width, width).bias(options.biased()));
        if (options.biased()) {
            out.get("bias").initializer(Initializer.constant(0));
        }
        dropout = child("dropout", new Dropout(options.dropout()));
    }

    private Parameter matrix(String name, long rows, long columns) {
        return parameter(name, Shape.of(rows, columns), Initializer.xavierUniform());
    }

    /// Another one, to keys of this width: PyTorch's `kdim`.
    public MultiheadAttention keyWidth(long width) {
        return with(new Widths(options.width(), width, options.widths().value()));
    }

    /// Another one, to values of this width: PyTorch's `vdim`.
    public MultiheadAttention valueWidth(long width) {
        return with(new Widths(options.width(), options.widths().key(), width));
    }

    private MultiheadAttention with(Widths widths) {
        return new MultiheadAttention(
            new Options(widths, options.heads(), options.biased(), options.batchFirst(), options.dropout()));
    }

    /// Another one, with biases or without.
    public MultiheadAttention bias(boolean wanted) {
        return new MultiheadAttention(
            new Options(options.widths(), options.heads(), wanted, options.batchFirst(), options.dropout()));
    }

    /// Another one, for queries [B, T, C], keys and values [B, S, C].
    public MultiheadAttention batchFirst() {
        return new MultiheadAttention(
            new Options(options.widths(), options.heads(), options.biased(), true, options.dropout()));
    }

    /// Another one, that in training drops a part of the weights by which values are averaged.
    public MultiheadAttention dropout(double probability) {
        return new MultiheadAttention(
            new Options(options.widths(), options.heads(), options.biased(), options.batchFirst(), probability));
    }

    /// @param output  as [#forward] gives it
    /// @param weights how much of each value went into it, head by head; PyTorch gives their mean over the heads, `mean(1)`.
    ///                Shapes: [B, H, T, S]
    public record Result(Tensor output, Tensor weights) {}

    /// Of a sequence to itself.
    public Tensor forward(Tensor x, AttentionMask mask) {
        if (x.shape().rank() == 2) {
            return forward(asBatch(x), mask).squeeze(batchDim());
        }
        if (!options.widths().areEqual()) {
            return forward(x, x, x, mask);
        }
        Tensor[] parts = projected(x, 0, 3).chunk(3, -1);                        // 3 of [B, T, C]
        return attended(parts[0], parts[1], parts[2], mask);
    }

    public Tensor forward(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        if (query.shape().rank() == 2) {
            return forward(asBatch(query), asBatch(key), asBatch(value), mask).squeeze(batchDim());
        }
        return attended(projected(query, 0, 1), projected(key, 1, 1), projected(value, 2, 1), mask);
    }

    /// As [#forward(Tensor, Tensor, Tensor, AttentionMask)], with the weights by which values were averaged. Sequences come
    /// in batches.
    public Result forwardWithWeights(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        Tensor weights = dropout.forward(Attention.weights(
            heads(projected(query, 0, 1)), heads(projected(key, 1, 1)), mask));   // [B, H, T, S]
        return new Result(joined(weights.matmul(heads(projected(value, 2, 1)))), weights);
    }

    private int batchDim() {
        return options.batchFirst() ? 0 : 1;
    }

    private Tensor asBatch(Tensor sequence) {
        return sequence.unsqueeze(batchDim());
    }

    /// Shapes: x [T, B, C] or [B, T, C] → [B, T, parts C].
    private Tensor projected(Tensor x, int first, long parts) {
        long wanted = options.widths().of(first);
        if (x.shape().rank() != 3 || x.dim(-1) != wanted) {
            throw new ShapeException("attention: a sequence is %s; it must be %s with width %d",
                x, options.batchFirst() ? "[B, T, C]" : "[T, B, C]", wanted);
        }
        Tensor sequences = options.batchFirst() ? x : x.transpose(0, 1);
        long width = options.width();
        Tensor rows = options.widths().areEqual()
            ? weights.getFirst().tensor().narrow(0, first * width, parts * width) : weights.get(first).tensor();
        return options.biased()
            ? sequences.linear(rows, bias.tensor().narrow(0, first * width, parts * width))
            : sequences.linear(rows);
    }

    private Tensor attended(Tensor query, Tensor key, Tensor value, AttentionMask mask) {
        return joined(Attention.of(heads(query), heads(key), heads(value), mask, dropout));
    }

    /// Shapes: y [B, H, T, D] → [T, B, C], or [B, T, C].
    private Tensor joined(Tensor y) {
        Tensor joined = out.forward(y.transpose(1, 2).flatten(2));               // [B, T, C]
        return options.batchFirst() ? joined : joined.transpose(0, 1);
    }

    /// Shapes: x [B, T, C] → [B, H, T, D].
    private Tensor heads(Tensor x) {
        return x.unflatten(-1, options.heads(), options.width() / options.heads()).transpose(1, 2);
    }

    @Override
    protected String describe() {
        Widths widths = options.widths();
        return "%d, %d heads".formatted(widths.query(), options.heads())
            + (widths.areEqual() ? "" : ", keys %d wide, values %d wide".formatted(widths.key(), widths.value()))
            + (options.batchFirst() ? ", batch first" : "");
    }
}
