package io.ringmaster.worker.bench;

import io.ringmaster.proto.Step;
import io.ringmaster.tensor.Device;
import io.ringmaster.worker.Exchange;
import io.ringmaster.worker.ShardNumbers;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// One member's part in the measurement. All members make the same calls in the same order, so what decides how many there
/// are is agreed on.
///
/// Iterations follow each other without a barrier: none ends before all members have begun it.
/// Thread: the compute thread alone.
final class Trial {

    /// Costs are known to a hundredth of a second; so long a series makes that little.
    private static final double SHORTEST_SERIES_SECONDS = 0.25;

    private static final int ITERATIONS_BEFORE_SERIES = 3;
    private static final int MOST_ITERATIONS = 200_000;
    private static final double MOST_GROWTH = 10;
    private static final double ROOM = 1.2;
    private static final double NANOS_PER_SECOND = 1e9;

    // What members tell each other, a row each.
    private static final int SECONDS = 0;
    private static final int CPU_SECONDS = 1;
    private static final int HEAP_BYTES = 2;
    private static final int WRONG = 3;
    private static final int ROWS = 4;

    private final AllReducePlan plan;
    private final Exchange exchange;
    private final int rank;
    private final boolean speaks;
    private final Reduced reduced;
    private final ShardNumbers told;
    private Step step = Step.INITIAL;
    private long fills;

    /// Iterations one after the other.
    private record Series(List<Double> seconds, ProcessCost spent) {}

    private Trial(AllReducePlan plan, MemorySegment exchanged, Exchange exchange, int rank, boolean speaks) {
        this.plan = plan;
        this.exchange = exchange;
        this.rank = rank;
        this.speaks = speaks;
        reduced = Reduced.of(plan, exchanged);
        told = ShardNumbers.of(ROWS, plan.members(), Device.CPU);
    }

    /// @param exchanged where what goes round the ring is to lie, of [Reduced#exchangedBytes]
    /// @param speaks    whether this member is the one that tells what its process has used
    static Trial of(AllReducePlan plan, MemorySegment exchanged, Exchange exchange, int rank, boolean speaks) {
        return new Trial(plan, exchanged, exchange, rank, speaks);
    }

    /// Measures all sizes.
    ///
    /// @param found hears of each size
    void run(Consumer<AllReduceFigures> found) {
        warmUp();
        for (long bytes : plan.sizes()) {
            found.accept(measure(bytes));
        }
        told.close();   // where something fails, neighbours may go on reading this: then it stays
    }

    /// Over all sizes of up to one bucket, so that what is compiled by then is what all take; the smallest, where none is.
    private void warmUp() {
        List<Long> sizes = plan.sizes().stream().filter(bytes -> bytes <= plan.collective().bucketBytes()).toList();
        long begun = System.nanoTime();
        double longest;
        do {
            for (long bytes : sizes.isEmpty() ? List.of(plan.sizes().getFirst()) : sizes) {
                fill(bytes);
                reduce();
            }
            longest = largest(secondsSince(begun));
        } while (longest < plan.warmUp().toNanos() / NANOS_PER_SECOND);
    }

    private AllReduceFigures measure(long bytes) {
        fill(bytes);
        for (int before = 0; before < ITERATIONS_BEFORE_SERIES; before++) {
            reduce();
        }
        Series series = series();
        Contents contents = fill(bytes);
        reduce();
        tell(speaks ? series.spent : new ProcessCost(0, 0), contents.wrong(reduced.sums()));
        return new AllReduceFigures(bytes, plan.members(), series.seconds,
            sum(CPU_SECONDS), sum(HEAP_BYTES), Math.round(sum(WRONG)));
    }

    /// One that is long enough; what comes before it is warm-up.
    private Series series() {
        int iterations = plan.iterations();
        while (true) {
            long begun = System.nanoTime();
            Series series = series(iterations);
            double longest = largest(secondsSince(begun));
            if (longest >= SHORTEST_SERIES_SECONDS || iterations >= MOST_ITERATIONS) {
                return series;
            }
            double growth = Math.min(MOST_GROWTH, ROOM * SHORTEST_SERIES_SECONDS / longest);
            iterations = (int) Math.min(MOST_ITERATIONS, Math.ceil(iterations * growth));
        }
    }

    private Series series(int iterations) {
        ProcessCost before = ProcessCost.now();
        double[] seconds = new double[iterations];
        long from = System.nanoTime();
        for (int iteration = 0; iteration < iterations; iteration++) {
            reduce();
            long now = System.nanoTime();
            seconds[iteration] = (now - from) / NANOS_PER_SECOND;
            from = now;
        }
        ProcessCost spent = ProcessCost.now().since(before);
        return new Series(Arrays.stream(seconds).boxed().toList(), spent);
    }

    private Contents fill(long bytes) {
        Contents contents = new Contents(plan.members(), fills++);
        reduced.resize(bytes);
        contents.fill(reduced.values(), rank);
        return contents;
    }

    private void reduce() {
        step = step.next();
        exchange.begin(step);
        reduced.reduce(exchange);
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / NANOS_PER_SECOND;
    }

    /// The largest of what members have measured.
    private double largest(double seconds) {
        told.clear();
        told.set(SECONDS, rank, seconds);
        swap();
        double largest = 0;
        for (int member = 0; member < plan.members(); member++) {
            largest = Math.max(largest, told.get(SECONDS, member));
        }
        return largest;
    }

    private void tell(ProcessCost spent, long wrong) {
        told.clear();
        told.set(CPU_SECONDS, rank, spent.cpuSeconds());
        told.set(HEAP_BYTES, rank, spent.heapBytes());
        told.set(WRONG, rank, wrong);
        swap();
    }

    private void swap() {
        step = step.next();
        exchange.begin(step);
        told.swap(exchange);
    }

    /// Over all members.
    private double sum(int row) {
        double sum = 0;
        for (int member = 0; member < plan.members(); member++) {
            sum += told.get(row, member);
        }
        return sum;
    }
}
