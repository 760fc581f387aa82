package io.ringmaster.tensor.backend;

import java.util.Optional;

/// How queries weigh keys.
///
/// @param scale   what products of queries and keys are multiplied with
/// @param causal  whether query i sees keys 0 to i only
/// @param dropout what becomes of the weights, counted row by row through [B, H, T, S]
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record AttentionRule(double scale, boolean causal, Optional<DropoutMask> dropout) {

    /// The usual scale for heads of a size, without dropout.
    public static AttentionRule of(long size, boolean causal) {
        return new AttentionRule(1 / Math.sqrt((double) size), causal, Optional.empty());
    }

    /// The same with the random numbers of another step and shard.
    public AttentionRule at(long step, int shard) {
        return new AttentionRule(scale, causal, dropout.map(mask -> mask.at(step, shard)));
    }
}
