package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.AttentionRule;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Scaled dot-product attention: `y = dropout(softmax(scale q kᵀ + mask)) v`, head by head.
///
/// Shapes: q [B, H, T, D], k [B, H, S, D], v [B, H, S, E], y [B, H, T, E], each gradient as what it is the gradient of.
/// The mask, which is added, is [B, H, T, S] with sizes of 1 where it repeats. What a backend keeps for the gradient it
/// writes to `kept`, [B, H, T, S]; it reads back what it wrote.
///
/// Source: Vaswani et al. 2017, §3.2.1.
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public sealed interface Attentions extends Kernel {

    AttentionRule rule();

    @Override
    default Optional<RandomStream> stream() {
        return rule().dropout().map(DropoutMask::stream);
    }

    record Forward(AttentionRule rule, Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, Output y, Output kept)
        implements Attentions {

        @Override
        public List<Tensor> inputs() {
            List<Tensor> inputs = new ArrayList<>(List.of(q, k, v));
            mask.ifPresent(inputs::add);
            return inputs;
        }

        @Override
        public List<Output> outputs() {
            return List.of(y, kept);
        }

        @Override
        public Kernel at(long step, int shard) {
            return new Forward(rule.at(step, shard), q, k, v, mask, y, kept);
        }
    }

    record Gradient(AttentionRule rule, Tensor q, Tensor k, Tensor v, Optional<Tensor> mask, Tensor y, Tensor kept,
        Tensor dy, Output dq, Output dk, Output dv) implements Attentions {

        @Override
        public List<Tensor> inputs() {
            List<Tensor> inputs = new ArrayList<>(List.of(q, k, v, y, kept, dy));
            mask.ifPresent(inputs::add);
            return inputs;
        }

        @Override
        public List<Output> outputs() {
            return List.of(dq, dk, dv);
        }

        @Override
        public Kernel at(long step, int shard) {
            return new Gradient(rule.at(step, shard), q, k, v, mask, y, kept, dy, dq, dk, dv);
        }
    }
}
