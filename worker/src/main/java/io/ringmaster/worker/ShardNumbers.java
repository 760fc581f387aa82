package io.ringmaster.worker;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Block;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Numbers of each shard, which its worker tells to all others: every one has a place of its own in what goes round the
/// ring as integers, so that its bits arrive as they are.
///
/// Letters: R rows, S shards.
/// State: [R, S] float64, which the ring takes for [2 R S] int32; freed by [#close].
/// Thread: the compute thread alone.
public record ShardNumbers(Block memory, int rows, int shards, Backend backend) implements AutoCloseable {

    public static ShardNumbers of(int rows, int shards, Device device) {
        Backend backend = Backends.of(device);
        return new ShardNumbers(backend.allocator().allocate((long) rows * shards * Double.BYTES), rows, shards, backend);
    }

    /// Forgets all shards'; then each worker sets those of its own.
    public void clear() {
        values().fill((byte) 0);
    }

    public void set(int row, int shard, double value) {
        values().setAtIndex(ValueLayout.JAVA_DOUBLE, (long) row * shards + shard, value);
    }

    public double get(int row, int shard) {
        return values().getAtIndex(ValueLayout.JAVA_DOUBLE, (long) row * shards + shard);
    }

    /// Tells all; all workers call it at the same place. Then each has the numbers of every shard.
    public void swap(Exchange exchange) {
        exchange.allReduce(values(), backend.exactReduction()::add);
    }

    private MemorySegment values() {
        return memory.memory().asSlice(0, (long) rows * shards * Double.BYTES);
    }

    @Override
    public void close() {
        memory.close();
    }
}
