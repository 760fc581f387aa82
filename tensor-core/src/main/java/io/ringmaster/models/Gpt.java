package io.ringmaster.models;

import io.ringmaster.nn.Attention;
import io.ringmaster.nn.Dropout;
import io.ringmaster.nn.Embedding;
import io.ringmaster.nn.GELU;
import io.ringmaster.nn.Initializer;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.LayerNorm;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Parameter;
import io.ringmaster.nn.Sequential;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A decoder-only Transformer that gives scores for each next token, with GPT-2's arithmetic, first values and names.
///
/// Letters: B batch, T sequence, C width, H heads, D = C / H, V vocabulary.
/// Shapes: x [B, T] int64 → [B, T, V]. State: `wte.weight` [V, C], tied to `lm_head.weight`, `wpe.weight` [context, C],
/// `h.0.ln_1`, `h.0.attn.c_attn.weight` [C, 3C], ..., `ln_f`. Files of Hugging Face's GPT-2 load as they are.
/// Source: Radford et al. 2019; transformers' modeling_gpt2.
public final class Gpt extends Layer {

    private static final double DEVIATION = 0.02;
    private static final String PREFIX = "transformer.";
    private static final Pattern MASK = Pattern.compile("h\\.\\d+\\.attn\\.(masked_)?bias");

    private final Config config;
    private final Embedding tokens;
    private final Embedding places;
    private final Dropout dropout;
    private final Sequential blocks;
    private final LayerNorm norm;
    private final Linear head;

    /// @param heads      of the attention; they share the width
    /// @param context    the most tokens it takes at once
    /// @param vocabulary how many tokens there are
    public record Config(int blocks, int heads, long width, long context, long vocabulary, double dropout) {

        /// 124 million parameters.
        public static final Config GPT2 = new Config(12, 12, 768, 1024, 50_257, 0.1);

        public Config {
            if (blocks < 1 || heads < 1 || width < 1 || context < 1 || vocabulary < 1 || width % heads != 0) {
                throw new IllegalArgumentException(("a GPT of %d blocks, %d heads, width %d, context %d and %d tokens; all are 1 "
                    + "or more, and the heads share the width evenly").formatted(blocks, heads, width, context, vocabulary));
            }
        }

        /// A small one for texts taken character by character.
        public static Config ofCharacters(long vocabulary) {
            return new Config(4, 4, 128, 128, vocabulary, 0);
        }
    }

    public Gpt(Config config) {
        this.config = config;
        tokens = child("wte", new Embedding(config.vocabulary(), config.width()));
        places = child("wpe", new Embedding(config.context(), config.width()));
        dropout = child("drop", new Dropout(config.dropout()));
        List<Layer> stack = new ArrayList<>();
        for (int block = 0; block < config.blocks(); block++) {
            stack.add(new Block(config));
        }
        blocks = child("h", new Sequential(stack));
        norm = child("ln_f", new LayerNorm(config.width()));
        head = child("lm_head", Linear.tied(tokens.get("weight")));
        tokens.get("weight").initializer(Initializer.normal(0, DEVIATION));
        places.get("weight").initializer(Initializer.normal(0, DEVIATION));
    }

    @Override
    public Tensor forward(Tensor ids) {
        if (ids.shape().rank() != 2 || ids.dim(1) > config.context()) {
            throw new ShapeException("a GPT with context %d got %s; it takes ids [B, T] of at most as many tokens",
                config.context(), ids);
        }
        Tensor place = places.get("weight").tensor().narrow(0, 0, ids.dim(1));      // [T, C]
        Tensor x = dropout.forward(tokens.forward(ids).add(place));                 // [B, T, C]
        return head.forward(norm.forward(blocks.forward(x)));                       // [B, T, V]
    }

    /// Hugging Face's files have `transformer.` before the names, or not, and older ones the attention's masks.
    @Override
    protected Optional<String> pathOf(String foreign) {
        String path = foreign.startsWith(PREFIX) ? foreign.substring(PREFIX.length()) : foreign;
        return MASK.matcher(path).matches() ? Optional.empty() : Optional.of(path);
    }

    /// Attention and a perceptron, each added to what it gets. Shapes: x [B, T, C] → [B, T, C].
    private static final class Block extends Layer {

        private final LayerNorm beforeAttention;
        private final CausalSelfAttention attention;
        private final LayerNorm beforePerceptron;
        private final Perceptron perceptron;

        private Block(Config config) {
            beforeAttention = child("ln_1", new LayerNorm(config.width()));
            attention = child("attn", new CausalSelfAttention(config));
            beforePerceptron = child("ln_2", new LayerNorm(config.width()));
            perceptron = child("mlp", new Perceptron(config));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor attended = x.add(attention.forward(beforeAttention.forward(x)));
            return attended.add(perceptron.forward(beforePerceptron.forward(attended)));
        }
    }

    /// Self-attention to the tokens up to each one. Shapes: x [B, T, C] → [B, T, C].
    private static final class CausalSelfAttention extends Layer {

        private final int heads;
        private final Projection joint;
        private final Projection out;
        private final Dropout attentionDropout;
        private final Dropout residualDropout;

        private CausalSelfAttention(Config config) {
            heads = config.heads();
            joint = child("c_attn", new Projection(config.width(), 3 * config.width(), DEVIATION));
            out = child("c_proj", new Projection(config.width(), config.width(), residualDeviation(config)));
            attentionDropout = child("attn_dropout", new Dropout(config.dropout()));
            residualDropout = child("resid_dropout", new Dropout(config.dropout()));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = Attention.causalSelf(joint.forward(x), heads, attentionDropout);
            return residualDropout.forward(out.forward(y));
        }
    }

    /// Two projections with GELU between them. Shapes: x [B, T, C] → [B, T, C].
    private static final class Perceptron extends Layer {

        private final Layer net;

        private Perceptron(Config config) {
            net = new Sequential(
                child("c_fc", new Projection(config.width(), 4 * config.width(), DEVIATION)),
                child("act", GELU.byTanh()),
                child("c_proj", new Projection(4 * config.width(), config.width(), residualDeviation(config))),
                child("dropout", new Dropout(config.dropout())));
        }

        @Override
        public Tensor forward(Tensor x) {
            return net.forward(x);
        }
    }

    /// What adds to the residual stream starts smaller, the more there are that add.
    private static double residualDeviation(Config config) {
        return DEVIATION / Math.sqrt(2.0 * config.blocks());
    }

    /// `y = x weight + bias`: GPT-2 keeps the weight as [I, O]. Shapes: x [..., I] → [..., O].
    private static final class Projection extends Layer {

        private final Parameter weight;
        private final Parameter bias;

        private Projection(long inputs, long outputs, double deviation) {
            weight = parameter("weight", Shape.of(inputs, outputs), Initializer.normal(0, deviation));
            bias = parameter("bias", Shape.of(outputs), Initializer.constant(0));
        }

        @Override
        public Tensor forward(Tensor x) {
            return x.linear(weight.tensor().t(), bias.tensor());
        }
    }
}
