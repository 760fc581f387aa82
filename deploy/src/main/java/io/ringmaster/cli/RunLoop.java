package io.ringmaster.cli;

import static java.util.stream.Collectors.joining;

import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.launch.Host;
import io.ringmaster.launch.LocalNodes;
import io.ringmaster.launch.Occurrence;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The control loop of a process that coordinates a run: shows what happens, and ends the run when somebody asks or
/// something it needs is gone.
///
/// ```
/// GATHERING --generation formed--> RUNNING --interrupted, or something is gone--> STOPPING
/// ```
/// Thread: the one that calls [#run].
final class RunLoop {

    /// How long this machine's own workers may take to be ready without a word about it.
    static final Duration UNREMARKABLE = Duration.ofSeconds(10);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private enum Phase { GATHERING, RUNNING, STOPPING }

    private final Host host;
    private final BlockingQueue<Occurrence> inbox;
    private final Progress progress;
    private final LocalNodes nodes;
    private final Duration stepTimeout;
    private Phase phase = Phase.GATHERING;
    private long deadlineNanos;
    private Duration patience = PATIENCE;
    private String waitingFor = "";
    private List<Member> members = List.of();
    private Step committed = Step.INITIAL;
    private String stopping = "";
    private int signal;
    private List<String> lastWords = List.of();

    /// @param stepTimeout how long a step may take, so that one under way is waited for
    RunLoop(Host host, BlockingQueue<Occurrence> inbox, Progress progress, LocalNodes nodes, Duration stepTimeout) {
        this.host = host;
        this.inbox = inbox;
        this.progress = progress;
        this.nodes = nodes;
        this.stepTimeout = stepTimeout;
    }

    /// Returns when the run has ended, or when it does not although it was told to.
    ///
    /// @param quiet how long the run may wait for its first workers before that is printed
    Ending run(Duration quiet) throws InterruptedException {
        deadlineNanos = System.nanoTime() + quiet.toNanos();
        while (true) {
            Optional<Ending> ending = next().map(this::handle).orElseGet(this::late);
            if (ending.isPresent()) {
                return ending.get();
            }
        }
    }

    private Optional<Occurrence> next() throws InterruptedException {
        return phase == Phase.RUNNING
            ? Optional.of(inbox.take())
            : Optional.ofNullable(inbox.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    private Optional<Ending> handle(Occurrence occurrence) {
        switch (occurrence) {
            case Occurrence.OfRun(RunEvent.Ended(_, var summary, _)) -> {
                return Optional.of(told(summary));
            }
            case Occurrence.OfRun(var event) -> show(event);
            case Occurrence.Disconnected _ -> {
                return Optional.of(new Ending.Cut("the cluster has shut this process out %s; look for long pauses of this machine, then train again"
                    .formatted(afterStep())));
            }
            case Occurrence.NodeExited exited when exited.code() != 0 -> lost(exited);
            case Occurrence.Lost(var what) ->
                stop(Outcome.FAILED, "%s of this process has ended by itself %s".formatted(what, afterStep()), PATIENCE);
            case Occurrence.Interrupted(var by) -> interrupted(by);
            case Occurrence.NodeExited _, Occurrence.OfNode _, Occurrence.OfAllReduce _, Occurrence.Joined _, Occurrence.Orphaned _ -> { }
        }
        return Optional.empty();
    }

    private Optional<Ending> late() {
        if (phase == Phase.STOPPING) {
            return Optional.of(new Ending.Cut("%s; the coordinator has not ended the run within %d s"
                .formatted(stopping, patience.toSeconds())));
        }
        phase = Phase.RUNNING;
        if (!waitingFor.isEmpty()) {
            progress.print("still waiting: " + waitingFor);
        }
        return Optional.empty();
    }

    /// What a node has said before it went is of interest where its going is what has ended the run.
    private Ending told(Summary summary) {
        return new Ending.Told(summary, signal, summary.reason().equals(stopping) ? lastWords : List.of());
    }

    private void show(RunEvent event) {
        if (phase == Phase.STOPPING) {
            deadlineNanos = System.nanoTime() + patience.toNanos();
        }
        switch (event) {
            case RunEvent.Waiting(_, var reason) when phase == Phase.GATHERING -> {
                waitingFor = reason;
                progress.status(event);
            }
            case RunEvent.WorkerLost(_, var member, _) when members.contains(member) -> nodes.kill(member.pid());
            case RunEvent.GenerationFormed formed -> {
                members = formed.members();
                phase = phase == Phase.GATHERING ? Phase.RUNNING : phase;
                progress.show(event);
            }
            case RunEvent.StepCommitted(_, var metrics) -> {
                committed = metrics.step();
                progress.show(event);
            }
            case RunEvent.WorkerReady _ when members.isEmpty() -> progress.status(event);
            case RunEvent.Waiting _, RunEvent.WorkerReady _, RunEvent.WorkerLeft _, RunEvent.WorkerLost _,
                RunEvent.EpochEvaluated _, RunEvent.Ended _ -> progress.show(event);
        }
    }

    private void interrupted(int by) {
        signal = by;
        if (phase != Phase.STOPPING && !members.isEmpty()) {
            progress.print("interrupted; the steps under way are done first (Ctrl-C again ends at once)");
        }
        stop(Outcome.STOPPED, "interrupted", members.isEmpty() ? PATIENCE : stepTimeout.plus(PATIENCE));
    }

    private void lost(Occurrence.NodeExited exited) {
        if (phase != Phase.STOPPING && exited.byItself()) {
            lastWords = exited.lastWords().stream().map(text -> new LocalNodes.Line(exited.node(), true, text).toString()).toList();
        }
        stop(Outcome.FAILED, describe(exited), PATIENCE);
    }

    /// @param within how long after the last sign of life
    private void stop(Outcome outcome, String reason, Duration within) {
        if (phase != Phase.STOPPING) {
            phase = Phase.STOPPING;
            stopping = reason;
            patience = within;
            deadlineNanos = System.nanoTime() + within.toNanos();
            host.stopRun(outcome, reason);
        }
    }

    private String describe(Occurrence.NodeExited exited) {
        String workers = IntStream.range(0, members.size()).filter(rank -> members.get(rank).pid() == exited.pid())
            .mapToObj(rank -> "%s, rank %d of %d".formatted(members.get(rank), rank, members.size())).collect(joining("; "));
        return workers.isEmpty()
            ? "node %d (pid %d) %s before it took part in the run".formatted(exited.node(), exited.pid(), exited.how())
            : "%s: gone %s, as node %d %s".formatted(workers, afterStep(), exited.node(), exited.how());
    }

    private String afterStep() {
        return committed.equals(Step.INITIAL) ? "before the first step was done" : "after step " + committed;
    }
}
