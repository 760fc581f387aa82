package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import java.util.ArrayList;
import java.util.List;

/// Sums in float32, in the order of a worker's shards and then of the ring: what is rounded away depends on both.
final class Float32Sum implements GradientSum {

    private final ParameterBuffer parameters;
    private final Backend backend;
    private final GradientMagnitudes magnitudes;

    private Float32Sum(ParameterBuffer parameters, Backend backend, GradientMagnitudes magnitudes) {
        this.parameters = parameters;
        this.backend = backend;
        this.magnitudes = magnitudes;
    }

    static Float32Sum over(ParameterBuffer parameters) {
        return new Float32Sum(parameters, Backends.of(parameters.device()), GradientMagnitudes.over(parameters));
    }

    @Override
    public Summed reduce(StepShards shards, Exchange exchange) {
        parameters.zeroGradients();
        List<ShardLoss> losses = new ArrayList<>();
        for (int index = 0; index < shards.count(); index++) {
            losses.add(shards.accumulate(index));
        }
        magnitudes.clear();
        magnitudes.raise();
        if (!magnitudes.areFinite() || !losses.stream().allMatch(loss -> Double.isFinite(loss.sum()))) {
            throw blame(shards, exchange);
        }
        exchange.allReduce(parameters.gradients(), backend::accumulate);
        return new Summed(losses, false);
    }

    /// Computes shard after shard again, each alone, to find the one at fault.
    private NotFiniteException blame(StepShards shards, Exchange exchange) {
        for (int index = 0; index < shards.count(); index++) {
            parameters.zeroGradients();
            ShardLoss loss = shards.accumulate(index);
            magnitudes.clear();
            magnitudes.raise();
            magnitudes.requireFinite(exchange.rank(), loss);
        }
        return NotFiniteException.ofSum("of the shards of rank " + exchange.rank());
    }

    @Override
    public void commit() {}

    @Override
    public void close() {
        magnitudes.close();
    }
}
