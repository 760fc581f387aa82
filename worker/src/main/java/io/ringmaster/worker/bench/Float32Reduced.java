package io.ringmaster.worker.bench;

import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.worker.Exchange;
import java.lang.foreign.MemorySegment;

/// Sums in place. What is reduced again and again without being filled anew grows up to infinity, which takes no longer.
final class Float32Reduced implements Reduced {

    private final MemorySegment memory;
    private final Backend backend;
    private MemorySegment values;

    Float32Reduced(MemorySegment memory, Backend backend) {
        this.memory = memory;
        this.backend = backend;
        values = memory;
    }

    @Override
    public void resize(long bytes) {
        values = memory.asSlice(0, bytes);
    }

    @Override
    public MemorySegment values() {
        return values;
    }

    @Override
    public void reduce(Exchange exchange) {
        exchange.allReduce(values, backend::accumulate);
    }

    @Override
    public MemorySegment sums() {
        return values;
    }
}
