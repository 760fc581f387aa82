package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.job.RateReduction;
import io.ringmaster.optim.ReduceOnPlateau;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What evaluations make of the learning rate: nothing, or less of it once they no longer get better.
///
/// State: native memory, freed by [#close].
/// Thread: the compute thread alone.
sealed interface EvaluatedRate extends CarriedState {

    /// Throws [ConfigException] where the rate would follow what no evaluation tells.
    static EvaluatedRate of(WorkerJob job, JobModel model, JobData data, Device device) {
        Optional<RateReduction> reduction = job.rateReduction();
        reduction.ifPresent(each -> requireTold(each.measure(), model, data));
        return reduction.<EvaluatedRate>map(each -> OnPlateau.of(each, job.config().training().shards(), device))
            .orElseGet(Unmoved::new);
    }

    private static void requireTold(String measure, JobModel model, JobData data) {
        if (data.eval().size() == 0) {
            throw new ConfigException("schedule.kind", "the learning rate follows evaluations (schedule.kind = reduce-on-plateau), but "
                + "there are no samples to evaluate; hold some out, or choose another schedule");
        }
        if (!measure.equals(RateReduction.LOSS) && !model.metrics().containsKey(measure)) {
            throw new ConfigException("schedule.watch", ("the learning rate is to follow %s (schedule.watch), but evaluations tell "
                + "%s; name one of these, or add it to metrics").formatted(measure,
                Stream.concat(Stream.of(RateReduction.LOSS), model.metrics().keySet().stream()).collect(Collectors.joining(", "))));
        }
    }

    /// A schedule whose base rate is what evaluations have made of it, until the next one.
    Schedule under(Schedule schedule);

    /// Takes in the evaluation after an epoch. All workers call it at the same place, also who has counted the epoch before.
    ///
    /// @param own of this worker's shards
    void evaluated(int epoch, Evaluation.Score own, Exchange exchange);

    /// As the schedule has it.
    record Unmoved() implements EvaluatedRate {

        @Override
        public Schedule under(Schedule schedule) {
            return schedule;
        }

        @Override
        public void evaluated(int epoch, Evaluation.Score own, Exchange exchange) {}

        @Override
        public void close() {}
    }

    /// Reduced by one measure of the evaluations, which all workers see with the same bits: that of all shards.
    ///
    /// State: [5] float64: the best measure, how many in a row were no better, how many of the next don't count, reductions,
    /// and the epoch that was counted last.
    record OnPlateau(RateReduction reduction, ShardNumbers parts, Block memory) implements EvaluatedRate {

        private static final String STATE = "schedule.plateau";
        private static final int SIZE = 5;
        private static final int BEST = 0;
        private static final int WORSE = 1;
        private static final int COOLING = 2;
        private static final int REDUCTIONS = 3;
        private static final int EPOCH = 4;

        /// Rows of what is swapped.
        private static final int SUM = 0;
        private static final int WEIGHT = 1;

        static OnPlateau of(RateReduction reduction, int shards, Device device) {
            OnPlateau rate = new OnPlateau(reduction, ShardNumbers.of(2, shards, device),
                Backends.of(device).allocator().allocate((long) SIZE * Double.BYTES));
            rate.count(0, reduction.start());
            return rate;
        }

        @Override
        public Schedule under(Schedule schedule) {
            return reduction.rule().after(seen()).times(schedule);
        }

        @Override
        public void evaluated(int epoch, Evaluation.Score own, Exchange exchange) {
            double measure = measure(own.measure(reduction.measure()), exchange);
            double last = values().getAtIndex(ValueLayout.JAVA_DOUBLE, EPOCH);
            if (epoch > last + 1) {
                throw new IllegalStateException(("the evaluation of epoch %d is due, but the last one counted is that of epoch "
                    + "%.0f; work comes in order").formatted(epoch, last));
            }
            if (epoch > last) {   // an evaluation that is made again counts once
                count(epoch, reduction.rule().next(seen(), measure));
            }
        }

        /// Over all shards of all workers.
        private double measure(MetricReport own, Exchange exchange) {
            parts.clear();
            own.parts().forEach(part -> {
                parts.set(SUM, part.shard(), part.sum());
                parts.set(WEIGHT, part.shard(), part.weight());
            });
            parts.swap(exchange);
            List<MetricReport.Part> all = IntStream.range(0, parts.shards())
                .mapToObj(shard -> new MetricReport.Part(shard, parts.get(SUM, shard), parts.get(WEIGHT, shard))).toList();
            return MetricReport.values(List.of(new MetricReport(own.name(), own.form(), all))).getFirst().value();
        }

        private ReduceOnPlateau.State seen() {
            MemorySegment values = values();
            return new ReduceOnPlateau.State(
                values.getAtIndex(ValueLayout.JAVA_DOUBLE, BEST),
                (int) values.getAtIndex(ValueLayout.JAVA_DOUBLE, WORSE),
                (int) values.getAtIndex(ValueLayout.JAVA_DOUBLE, COOLING),
                (int) values.getAtIndex(ValueLayout.JAVA_DOUBLE, REDUCTIONS));
        }

        private void count(int epoch, ReduceOnPlateau.State seen) {
            MemorySegment values = values();
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, BEST, seen.best());
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, WORSE, seen.worse());
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, COOLING, seen.cooling());
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, REDUCTIONS, seen.reductions());
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, EPOCH, epoch);
        }

        private MemorySegment values() {
            return memory.memory().asSlice(0, (long) SIZE * Double.BYTES);
        }

        @Override
        public List<StoredTensor> state() {
            return List.of(new StoredTensor(STATE, DType.FLOAT64, Shape.of(SIZE), values()));
        }

        @Override
        public void check(SafetensorsFile file, String name) {
            double[] found = file.get(STATE).data().toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED);
            int mostCooling = Math.max(reduction.rule().cooldown(), reduction.warmUp());
            boolean possible = !Double.isNaN(found[BEST]) && isCount(found[WORSE], reduction.rule().patience())
                && isCount(found[COOLING], mostCooling) && isCount(found[EPOCH], Integer.MAX_VALUE)
                && isCount(found[REDUCTIONS], found[EPOCH]);
            if (!possible) {
                throw new StateFileException("%s has %s in '%s'; it is the best measure so far, up to %d that were no better, up to %d "
                    + "that don't count, and no more reductions than epochs; take the state of a run of the same job",
                    name, List.of(found[BEST], found[WORSE], found[COOLING], found[REDUCTIONS], found[EPOCH]), STATE,
                    reduction.rule().patience(), mostCooling);
            }
        }

        private static boolean isCount(double value, double most) {
            return value == Math.rint(value) && value >= 0 && value <= most;
        }

        @Override
        public void close() {
            memory.close();
            parts.close();
        }
    }
}
