package io.ringmaster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Backends;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class ReplicaTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// How soon a step takes so little depends on when it is compiled, so there are many windows to show it in.
    @Test
    void aStepTakesNextToNothingFromTheHeap() {
        try (Replica replica = new Replica(Net.LENET, 8)) {
            long least = Long.MAX_VALUE;
            for (int window = 0; window < 100 && least > 1024; window++) {
                least = Math.min(least, heapOfAStep(replica, 200));
            }
            assertThat(least).as("bytes of heap a step").isLessThanOrEqualTo(1024);
        }
    }

    private static long heapOfAStep(Replica replica, int steps) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < steps; step++) {
            replica.step();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / steps;
    }

    @Test
    void manyStepsTakeNoMoreMemoryThanFew() {
        try (Replica replica = new Replica(Net.MLP, 2)) {
            for (int step = 0; step < 10; step++) {
                replica.step();
            }
            Allocator.Usage before = Backends.of(Device.CPU).allocator().usage();
            double loss = 0;
            for (int step = 0; step < 10_000; step++) {
                loss = replica.step();
            }
            assertThat(Backends.of(Device.CPU).allocator().usage()).isEqualTo(before);
            assertThat(loss).as("what 16 samples learnt by heart leave").isLessThan(0.01);
        }
    }

    @Test
    void givesAllMemoryBack() {
        long before = Backends.of(Device.CPU).allocator().usage().bytesInUse();
        try (Replica replica = new Replica(Net.GPT, 1)) {
            assertThat(replica.step()).isPositive();
            assertThat(replica.step()).isPositive();
        }
        assertThat(Backends.of(Device.CPU).allocator().usage().bytesInUse()).isEqualTo(before);
    }
}
