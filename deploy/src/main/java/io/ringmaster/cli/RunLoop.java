package io.ringmaster.cli;

import static java.util.stream.Collectors.joining;

import io.ringmaster.coordinator.observe.RunEvent;
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

/// The control loop of a process that coordinates a run: shows what happens, and ends the run when somebody asks or
/// something it needs is gone.
///
/// Thread: the one that calls [#run].
final class RunLoop {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SIGNAL_BASE = 128;

    private final Host host;
    private final BlockingQueue<Occurrence> inbox;
    private final Progress progress;
    private final LocalNodes nodes;
    private List<Member> members = List.of();
    private Step committed = Step.INITIAL;
    private String stopping = "";
    private long deadlineNanos;

    RunLoop(Host host, BlockingQueue<Occurrence> inbox, Progress progress, LocalNodes nodes) {
        this.host = host;
        this.inbox = inbox;
        this.progress = progress;
        this.nodes = nodes;
    }

    /// Returns when the run has ended, at the latest 10 s after it was told to.
    Ending run() throws InterruptedException {
        while (true) {
            Optional<Occurrence> next = next();
            if (next.isEmpty()) {
                return new Ending.Cut(stopping + "; the coordinator did not end the run within "
                    + PATIENCE.toSeconds() + " s of being told");
            }
            switch (next.get()) {
                case Occurrence.OfRun(RunEvent.Ended(_, var summary)) -> {
                    return new Ending.Told(summary);
                }
                case Occurrence.OfRun(var event) -> show(event);
                case Occurrence.Disconnected _ -> {
                    return new Ending.Cut("the cluster has shut this process out after step " + committed
                        + "; look for long pauses of this machine, then train again");
                }
                case Occurrence.NodeExited(var node, var pid, var code) when code != 0 -> fail(node, pid, code);
                case Occurrence.Lost(var what) ->
                    stop(Outcome.FAILED, what + " of this process has ended by itself after step " + committed);
                case Occurrence.Interrupted _ -> stop(Outcome.STOPPED, "interrupted");
                case Occurrence.NodeExited _, Occurrence.OfNode _, Occurrence.Joined _ -> { }
            }
        }
    }

    private Optional<Occurrence> next() throws InterruptedException {
        return stopping.isEmpty()
            ? Optional.of(inbox.take())
            : Optional.ofNullable(inbox.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
    }

    private void show(RunEvent event) {
        switch (event) {
            case RunEvent.GenerationFormed formed -> members = formed.members();
            case RunEvent.StepCommitted(_, var metrics) -> committed = metrics.step();
            case RunEvent.Waiting _, RunEvent.WorkerReady _, RunEvent.WorkerLeft _, RunEvent.WorkerLost _,
                RunEvent.EpochEvaluated _, RunEvent.Ended _ -> { }
        }
        progress.show(event);
    }

    /// What a node has said before it went is shown only where its going is the first thing that goes wrong.
    private void fail(int node, long pid, int code) {
        if (stopping.isEmpty()) {
            nodes.tail(node).forEach(progress::print);
        }
        stop(Outcome.FAILED, exited(node, pid, code));
    }

    private void stop(Outcome outcome, String reason) {
        if (stopping.isEmpty()) {
            stopping = reason;
            deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
            host.stopRun(outcome, reason);
        }
    }

    private String exited(int node, long pid, int code) {
        String workers = members.stream().filter(member -> member.pid() == pid).map(Member::toString)
            .collect(joining(", "));
        String how = code > SIGNAL_BASE ? "was ended by signal " + (code - SIGNAL_BASE) : "exited with code " + code;
        return "node %d (pid %d) %s after step %s%s".formatted(
            node, pid, how, committed, workers.isEmpty() ? "" : "; lost with it: " + workers);
    }
}
