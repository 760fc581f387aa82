package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.Step;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.worker.collective.SharedMemory;
import java.util.ArrayList;
import java.util.List;

/// Sums in float32, in the order of a worker's shards and then of the ring: what is rounded away depends on both.
final class Float32Sum implements GradientSum {

    private final ParameterBuffer parameters;
    private final Backend backend;
    private final GradientBuckets buckets;
    private final List<Optimizer.Range> whole;

    /// @param buckets the parameters', which this closes
    Float32Sum(ParameterBuffer parameters, GradientBuckets buckets) {
        this.parameters = parameters;
        this.backend = Backends.of(parameters.device());
        this.buckets = buckets;
        whole = List.of(new Optimizer.Range(0, parameters.elements()));
    }

    @Override
    public GradientBuckets buckets() {
        return buckets;
    }

    /// The gradients lie elsewhere.
    @Override
    public SharedMemory memory() {
        return SharedMemory.NONE;
    }

    @Override
    public Summed reduce(StepShards shards, Exchange exchange) {
        Departure departure = new Departure(exchange.round());
        buckets.forget();
        List<ShardLoss> losses = new ArrayList<>();
        if (shards.count() == 0) {
            parameters.zeroGradients();
            departure.sendAll();
        }
        for (int index = 0; index < shards.count(); index++) {
            boolean last = index == shards.count() - 1;
            losses.add(shards.backward(index, index > 0, last ? departure::send : _ -> {}));
        }
        if (!departure.finite || !losses.stream().allMatch(loss -> Double.isFinite(loss.sum()))) {
            throw blame(shards, exchange);
        }
        departure.round.await();
        return new Summed(losses, false);
    }

    /// Sends buckets on their way as long as all that they hold is finite.
    private final class Departure {

        private final Exchange.Round round;
        private boolean finite = true;

        private Departure(Exchange.Round round) {
            this.round = round;
        }

        private void send(int index) {
            GradientBuckets.Bucket bucket = buckets.buckets().get(index);
            finite &= buckets.raise(bucket);
            if (finite) {
                round.begin(index, bucket.gradients(), backend::accumulate);
            }
        }

        private void sendAll() {
            for (int index = 0; index < buckets.buckets().size(); index++) {
                send(index);
            }
        }
    }

    /// Computes shard after shard again, each alone, to find the one at fault. Buckets that have set out may change meanwhile,
    /// by what others have sent, which is finite as well.
    private NotFiniteException blame(StepShards shards, Exchange exchange) {
        for (int index = 0; index < shards.count(); index++) {
            ShardLoss loss = shards.backward(index);
            buckets.forget();
            buckets.raise();
            buckets.requireFinite(exchange.rank(), loss);
        }
        return NotFiniteException.ofSum("of the shards of rank " + exchange.rank());
    }

    @Override
    public List<Optimizer.Range> ranges() {
        return whole;
    }

    @Override
    public void settle(int range) {}

    @Override
    public void settle() {}

    @Override
    public boolean isInRange() {
        return true;
    }

    @Override
    public void commit(Step step) {}

    @Override
    public void close() {
        buckets.close();
    }
}
