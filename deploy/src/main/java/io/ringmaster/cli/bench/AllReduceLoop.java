package io.ringmaster.cli.bench;

import io.ringmaster.launch.LaunchException;
import io.ringmaster.launch.Occurrence;
import io.ringmaster.launch.ShutdownSignal;
import io.ringmaster.worker.bench.AllReduceEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The control loop of a process that holds members of an all-reduce benchmark.
///
/// ```
/// GATHERING --all members are placed--> REDUCING --interrupted--> INTERRUPTED
/// ```
/// Every phase but `REDUCING`, where rings keep the deadlines, has one. Thread: the one that calls [#run].
public final class AllReduceLoop {

    private static final Duration GATHER = Duration.ofSeconds(60);

    private enum Phase { GATHERING, REDUCING, INTERRUPTED }

    private final BlockingQueue<Occurrence> inbox;
    private final Duration patience;
    private final Consumer<AllReduceEvent> heard;
    private Phase phase = Phase.GATHERING;
    private long deadlineNanos = System.nanoTime() + GATHER.toNanos();
    private int exitCode;

    /// @param patience how long another process may take to end this one once it was interrupted; it does so by itself then
    /// @param heard    what members say
    public AllReduceLoop(BlockingQueue<Occurrence> inbox, Duration patience, Consumer<AllReduceEvent> heard) {
        this.inbox = inbox;
        this.patience = patience;
        this.heard = heard;
    }

    /// Returns the exit code: 0 where all sizes are measured, else the signal's. Throws [LaunchException] where the benchmark
    /// can't go on.
    public int run() throws InterruptedException {
        while (true) {
            Optional<Occurrence> next = phase == Phase.REDUCING
                ? Optional.of(inbox.take())
                : Optional.ofNullable(inbox.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
            Optional<Integer> code = next.map(this::handle).orElseGet(this::late);
            if (code.isPresent()) {
                return code.get();
            }
        }
    }

    private Optional<Integer> handle(Occurrence occurrence) {
        switch (occurrence) {
            case Occurrence.OfAllReduce(AllReduceEvent.Ended _) -> {
                return Optional.of(exitCode);
            }
            case Occurrence.OfAllReduce(AllReduceEvent.Failed(var reason)) -> throw new LaunchException(
                "the benchmark failed: " + reason + "; measure again, with --verbose for the log");
            case Occurrence.OfAllReduce(var event) -> {
                if (phase == Phase.GATHERING) {
                    phase = Phase.REDUCING;
                }
                heard.accept(event);
            }
            case Occurrence.Interrupted(var by) -> {
                phase = Phase.INTERRUPTED;
                exitCode = ShutdownSignal.exitCode(by);
                deadlineNanos = System.nanoTime() + patience.toNanos();
            }
            case Occurrence.NodeExited exited when exited.code() != 0 -> throw gone(exited);
            case Occurrence.Lost(var what) -> throw new LaunchException(
                what + " of this process has ended by itself; measure again, with --verbose for the log");
            case Occurrence.Disconnected _ -> throw new LaunchException(
                "the cluster has shut this process out; look for long pauses of this machine, then measure again");
            case Occurrence.Orphaned _ -> throw new LaunchException(
                "the process that started this one has ended, so this one ends too");
            case Occurrence.NodeExited _, Occurrence.OfRun _, Occurrence.OfNode _, Occurrence.Joined _ -> { }
        }
        return Optional.empty();
    }

    private Optional<Integer> late() {
        if (phase == Phase.INTERRUPTED) {
            return Optional.of(exitCode);
        }
        throw new LaunchException("not all members have found each other within " + GATHER.toSeconds()
            + " s; measure with fewer --nodes, or with --verbose for the log");
    }

    private static LaunchException gone(Occurrence.NodeExited exited) {
        String lastWord = exited.byItself() && !exited.lastWords().isEmpty() ? ": " + exited.lastWords().getLast() : "";
        return new LaunchException("node %d (pid %d) %s before all sizes were measured%s".formatted(
            exited.node(), exited.pid(), exited.how(), lastWord));
    }
}
