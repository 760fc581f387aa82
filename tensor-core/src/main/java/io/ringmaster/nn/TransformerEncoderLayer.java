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
    private final LayerNorm attentionNorm;
    private final LayerNorm perceptronNorm;
    private final Dropout attentionDropout;
    private final Dropout perceptronDropout;

    private record Options(
        long width, int heads, long inner, double dropout, boolean batchFirst, boolean normFirst, boolean gelu) {

        MultiheadAttention attention() {
            MultiheadAttention plain = new MultiheadAttention(width, heads).dropout(dropout);
            return batchFirst ? plain.batchFirst() : plain;
        }
    }

    /// @param inner the width between the linear layers
    public TransformerEncoderLayer(long width, int heads, long inner) {
        this(new Options(width, heads, inner, 0.1, false, false, false));
    }

    private TransformerEncoderLayer(Options options) {
        this.options = options;
        attention = child("self_attn", options.attention());
        perceptron = new Sequential(
            child("linear1", new Linear(options.width(), options.inner())),
            options.gelu() ? new GELU() : new ReLU(),
            child("dropout", new Dropout(options.dropout())),
            child("linear2", new Linear(options.inner(), options.width())));
        attentionNorm = child("norm1", new LayerNorm(options.width()));
        perceptronNorm = child("norm2", new LayerNorm(options.width()));
        attentionDropout = child("dropout1", new Dropout(options.dropout()));
        perceptronDropout = child("dropout2", new Dropout(options.dropout()));
    }

    /// Another one, that in training drops another part than a tenth.
    public TransformerEncoderLayer dropout(double probability) {
        return new TransformerEncoderLayer(new Options(options.width(), options.heads(), options.inner(), probability,
            options.batchFirst(), options.normFirst(), options.gelu()));
    }

    /// Another one, for x [B, T, C].
    public TransformerEncoderLayer batchFirst() {
        return new TransformerEncoderLayer(new Options(options.width(), options.heads(), options.inner(), options.dropout(),
            true, options.normFirst(), options.gelu()));
    }

    /// Another one, that normalises what goes into attention and perceptron instead of what comes out, as GPT-2 does.
    public TransformerEncoderLayer normFirst() {
        return new TransformerEncoderLayer(new Options(options.width(), options.heads(), options.inner(), options.dropout(),
            options.batchFirst(), true, options.gelu()));
    }

    /// Another one, with GELU instead of ReLU.
    public TransformerEncoderLayer gelu() {
        return new TransformerEncoderLayer(new Options(options.width(), options.heads(), options.inner(), options.dropout(),
            options.batchFirst(), options.normFirst(), true));
    }

    public Tensor forward(Tensor x, AttentionMask mask) {
        if (options.normFirst()) {
            Tensor attended = x.add(attended(attentionNorm.forward(x), mask));
            return attended.add(perceived(perceptronNorm.forward(attended)));
        }
        Tensor attended = attentionNorm.forward(x.add(attended(x, mask)));
        return perceptronNorm.forward(attended.add(perceived(attended)));
    }

    private Tensor attended(Tensor x, AttentionMask mask) {
        return attentionDropout.forward(attention.forward(x, mask));
    }

    private Tensor perceived(Tensor x) {
        return perceptronDropout.forward(perceptron.forward(x));
    }

    @Override
    protected String describe() {
        return "%d, %d heads, %d inside".formatted(options.width(), options.heads(), options.inner());
    }
}
