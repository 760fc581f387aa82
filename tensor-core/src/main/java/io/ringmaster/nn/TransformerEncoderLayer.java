package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// Self-attention and two linear layers with ReLU between them, each added to what it gets and then normalised.
///
/// Letters: B batch, T sequence, C width.
/// Shapes: x [T, B, C] → the same; [B, T, C] where the batch is first. State: `self_attn`, `linear1`, `linear2`, `norm1`,
/// `norm2`.
/// Source: Vaswani et al. 2017, §3.1; torch.nn.TransformerEncoderLayer.
public final class TransformerEncoderLayer extends Module {

    private final Options options;
    private final MultiheadAttention attention;
    private final Layer perceptron;
    private final LayerNorm afterAttention;
    private final LayerNorm afterPerceptron;
    private final Dropout attentionDropout;
    private final Dropout perceptronDropout;

    private record Options(long width, int heads, long inner, double dropout, boolean batchFirst) {}

    /// @param inner the width between the linear layers
    public TransformerEncoderLayer(long width, int heads, long inner) {
        this(new Options(width, heads, inner, 0.1, false));
    }

    private TransformerEncoderLayer(Options options) {
        this.options = options;
        MultiheadAttention plain = new MultiheadAttention(options.width(), options.heads()).dropout(options.dropout());
        attention = child("self_attn", options.batchFirst() ? plain.batchFirst() : plain);
        perceptron = new Sequential(
            child("linear1", new Linear(options.width(), options.inner())),
            new ReLU(),
            child("dropout", new Dropout(options.dropout())),
            child("linear2", new Linear(options.inner(), options.width())));
        afterAttention = child("norm1", new LayerNorm(options.width()));
        afterPerceptron = child("norm2", new LayerNorm(options.width()));
        attentionDropout = child("dropout1", new Dropout(options.dropout()));
        perceptronDropout = child("dropout2", new Dropout(options.dropout()));
    }

    /// Another one, that in training drops another part than a tenth.
    public TransformerEncoderLayer dropout(double probability) {
        return new TransformerEncoderLayer(new Options(
            options.width(), options.heads(), options.inner(), probability, options.batchFirst()));
    }

    /// Another one, for x [B, T, C].
    public TransformerEncoderLayer batchFirst() {
        return new TransformerEncoderLayer(new Options(
            options.width(), options.heads(), options.inner(), options.dropout(), true));
    }

    public Tensor forward(Tensor x, AttentionMask mask) {
        Tensor attended = afterAttention.forward(x.add(attentionDropout.forward(attention.forward(x, mask))));
        return afterPerceptron.forward(attended.add(perceptronDropout.forward(perceptron.forward(attended))));
    }
}
