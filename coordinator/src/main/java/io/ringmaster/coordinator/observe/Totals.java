package io.ringmaster.coordinator.observe;

import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a run adds up to so far: sums over workers for each step and evaluation, and over steps for each epoch.
///
/// Thread: confined to the coordinator's.
public final class Totals {

    private final Map<Rank, Traffic> traffic = new TreeMap<>();
    private Step committed = Step.INITIAL;
    private long samples;
    private int epoch;
    private double epochLoss;
    private double epochWeight;
    private int epochsDone;
    private double evalLoss = Double.NaN;
    private List<MetricValue> evalMetrics = List.of();
    private String digest = "";
    private Instant begun = Instant.MAX;
    private Instant last = Instant.MIN;

    /// The first plan leaves.
    public void begin(Instant now) {
        if (begun.equals(Instant.MAX)) {
            begun = now;
            last = now;
        }
    }

    /// A new generation counts its traffic by new ranks.
    public void forgetTraffic() {
        traffic.clear();
    }

    /// All workers have done a step; `parts` has one report of each.
    public StepMetrics commit(Generation generation, int stepEpoch, Collection<StepDone> parts, Instant now) {
        Map<Rank, StepDone> byRank = new TreeMap<>();
        parts.forEach(part -> byRank.put(part.rank(), part));
        List<ShardLoss> losses = new ArrayList<>();
        List<Timings> timings = new ArrayList<>();
        boolean calibrated = false;
        for (StepDone part : byRank.values()) {
            losses.addAll(part.losses());
            timings.add(part.timings());
            calibrated |= part.calibrated();
            traffic.put(part.rank(), part.traffic());
            committed = part.step();
        }
        double loss = ShardLoss.sum(losses);
        double weight = ShardLoss.weight(losses);
        long count = ShardLoss.samples(losses);
        if (stepEpoch != epoch) {
            epoch = stepEpoch;
            epochLoss = 0;
            epochWeight = 0;
        }
        epochLoss += loss;
        epochWeight += weight;
        samples += count;
        last = now;
        return new StepMetrics(generation, committed, stepEpoch, loss / weight, count, calibrated, timings);
    }

    /// All workers have done an evaluation.
    public RunEvent.EpochEvaluated evaluate(Collection<Evaluated> parts, Instant now) {
        List<ShardLoss> losses = new ArrayList<>();
        List<MetricReport> reports = new ArrayList<>();
        for (Evaluated part : parts) {
            losses.addAll(part.losses());
            reports.addAll(part.metrics());
            digest = part.digest();
            epochsDone = part.epoch();
        }
        evalLoss = ShardLoss.mean(losses);
        evalMetrics = MetricReport.values(reports);
        last = now;
        return new RunEvent.EpochEvaluated(
            now, epochsDone, committed, trainLoss(), evalLoss, evalMetrics, ShardLoss.samples(losses), digest);
    }

    public Step committed() {
        return committed;
    }

    public int epochsDone() {
        return epochsDone;
    }

    /// NaN before the first step.
    public double trainLoss() {
        return epochLoss / epochWeight;
    }

    public double evalLoss() {
        return evalLoss;
    }

    public List<MetricValue> evalMetrics() {
        return evalMetrics;
    }

    public String digest() {
        return digest;
    }

    public List<Traffic> traffic() {
        return List.copyOf(traffic.values());
    }

    public double samplesPerSecond() {
        if (begun.equals(Instant.MAX) || !last.isAfter(begun)) {
            return 0;
        }
        return samples / (Duration.between(begun, last).toNanos() / 1e9);
    }
}
