package io.ringmaster.cli.bench;

import com.sun.management.ThreadMXBean;
import io.ringmaster.coordinator.RunSetup;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.StepMetrics;
import io.ringmaster.launch.Endpoint;
import io.ringmaster.launch.Host;
import io.ringmaster.launch.LaunchException;
import io.ringmaster.launch.Occurrence;
import io.ringmaster.launch.Role;
import io.ringmaster.proto.Outcome;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.worker.JobJar;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Trains a job as `train` does, coordinator, workers, ring and all in this process, for as long as it is measured.
public final class TrainingBench {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Device device;
    private final Windows windows;
    private final BlockingQueue<Occurrence> inbox = new LinkedBlockingQueue<>();

    private TrainingBench(Device device, Windows windows) {
        this.device = device;
        this.windows = windows;
    }

    /// Throws [LaunchException] where the run fails or takes no step for two minutes.
    public static TrainingFigures measure(RunSetup setup, Device device, Windows windows) throws InterruptedException {
        TrainingBench bench = new TrainingBench(device, windows);
        List<Role> roles = List.of(
            new Role.Coordinate(setup), new Role.Work(setup.job().cluster().workersPerNode(), device, "", JobJar.NONE));
        try (Host host = Host.begin(new Endpoint("127.0.0.1", 0), roles, bench.inbox::add)) {
            TrainingFigures figures = bench.measure();
            host.stopRun(Outcome.STOPPED, "the benchmark is done");
            bench.awaitEnd();
            return figures;
        }
    }

    private TrainingFigures measure() throws InterruptedException {
        long begun = System.nanoTime();
        StepMetrics metrics = nextStep();
        while (System.nanoTime() - begun < windows.warmUp().toNanos()) {
            metrics = nextStep();
        }
        List<Double> rates = new ArrayList<>();
        StepSplit split = new StepSplit();
        long heap = THREADS.getTotalThreadAllocatedBytes();
        long takings = Backends.of(device).allocator().usage().systemTakings();
        for (int window = 0; window < windows.count(); window++) {
            long from = System.nanoTime();
            long samples = 0;
            long now = from;
            while (now - from < windows.length().toNanos()) {
                metrics = nextStep();
                now = System.nanoTime();
                samples += metrics.samples();
                split.add(metrics);
            }
            rates.add(samples / ((now - from) / 1e9));
        }
        long allocated = THREADS.getTotalThreadAllocatedBytes() - heap;
        return new TrainingFigures(rates, split.steps(), split.mean(), allocated / split.steps(),
            Backends.of(device).allocator().usage().systemTakings() - takings, Resident.largestBytes());
    }

    private StepMetrics nextStep() throws InterruptedException {
        while (true) {
            switch (next()) {
                case Occurrence.OfRun(RunEvent.StepCommitted(_, var metrics)) -> {
                    return metrics;
                }
                case Occurrence.OfRun(RunEvent.Ended(_, var summary, _)) ->
                    throw new LaunchException("the run ended while it was measured: " + summary.reason());
                case Occurrence.Lost(var what) -> throw new LaunchException(what + " of this process has ended by itself");
                case Occurrence.Disconnected _ -> throw new LaunchException("the actor system has ended by itself");
                case Occurrence.OfRun _, Occurrence.OfNode _, Occurrence.OfAllReduce _, Occurrence.Joined _, Occurrence.NodeExited _,
                    Occurrence.Interrupted _, Occurrence.Orphaned _ -> { }
            }
        }
    }

    private void awaitEnd() throws InterruptedException {
        while (!(next() instanceof Occurrence.OfRun(RunEvent.Ended _))) {
            // steps that were leased before the stop
        }
    }

    private Occurrence next() throws InterruptedException {
        Occurrence next = inbox.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new LaunchException("nothing has happened for " + PATIENCE.toSeconds() + " s; see the log with --verbose");
        }
        return next;
    }
}
