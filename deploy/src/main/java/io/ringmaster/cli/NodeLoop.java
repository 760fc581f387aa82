package io.ringmaster.cli;

import io.ringmaster.launch.Endpoint;
import io.ringmaster.launch.Host;
import io.ringmaster.launch.Occurrence;
import io.ringmaster.launch.ShutdownSignal;
import io.ringmaster.proto.Outcome;
import io.ringmaster.worker.NodeEvent;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The control loop of a process that only holds workers: says what happens to them, and leaves when it is asked to.
///
/// ```
/// JOINING --member--> WORKING --interrupted--> LEAVING
/// ```
/// Every phase but `WORKING` has a deadline. Thread: the one that calls [#run].
final class NodeLoop {

    private static final Duration JOIN = Duration.ofSeconds(20);
    private static final Duration LEAVE = Duration.ofSeconds(10);
    private static final Duration PARENT_ENDS_THE_RUN = Duration.ofSeconds(2);
    private static final Duration LAST_WORD = Duration.ofSeconds(2);

    private enum Phase { JOINING, WORKING, WAITING_FOR_PARENT, LEAVING, LOST }

    private final Host host;
    private final Endpoint coordinator;
    private final BlockingQueue<Occurrence> inbox;
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean startedByTrain;
    private Phase phase = Phase.JOINING;
    private long deadlineNanos = System.nanoTime() + JOIN.toNanos();
    private String lost = "";
    private int signal;

    NodeLoop(
        Host host, Endpoint coordinator, BlockingQueue<Occurrence> inbox, PrintWriter out, PrintWriter err,
        boolean startedByTrain) {
        this.host = host;
        this.coordinator = coordinator;
        this.inbox = inbox;
        this.out = out;
        this.err = err;
        this.startedByTrain = startedByTrain;
    }

    /// Returns the exit code.
    int run() throws InterruptedException {
        while (true) {
            Optional<Occurrence> next = phase == Phase.WORKING
                ? Optional.of(inbox.take())
                : Optional.ofNullable(inbox.poll(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
            Optional<Integer> code = next.map(this::handle).orElseGet(this::late);
            if (code.isPresent()) {
                return code.get();
            }
        }
    }

    private Optional<Integer> handle(Occurrence occurrence) {
        return switch (occurrence) {
            case Occurrence.OfNode(NodeEvent.Ended(var outcome, var reason)) -> Optional.of(ended(outcome, reason));
            case Occurrence.OfNode(NodeEvent.Joined(var member, var run)) -> say("joined run " + run + " as " + member);
            case Occurrence.OfNode(NodeEvent.Entered entered) -> say(
                "entered generation %s as rank %s of %d, at step %s".formatted(
                    entered.generation(), entered.rank(), entered.worldSize(), entered.committed()));
            case Occurrence.Joined _ -> joined();
            case Occurrence.Disconnected _ -> fail("the cluster of " + coordinator + " is gone or has shut this process"
                + " out; see what the coordinator says, then join again");
            case Occurrence.Lost(var what) -> {
                lost = what;
                yield enter(Phase.LOST, LAST_WORD);
            }
            case Occurrence.Interrupted(var by) -> interrupted(by);
            case Occurrence.Orphaned _ -> fail("the process that started this one has ended, so this one ends too");
            case Occurrence.OfRun _, Occurrence.OfAllReduce _, Occurrence.NodeExited _ -> Optional.empty();
        };
    }

    private Optional<Integer> late() {
        return switch (phase) {
            case JOINING -> fail("cannot reach a coordinator at " + coordinator + " within " + JOIN.toSeconds()
                + " s; check the address, and that `ringmaster coordinator` or `train` runs there");
            case WAITING_FOR_PARENT -> leave();
            case LEAVING -> fail("the coordinator at " + coordinator + " did not release this process within "
                + LEAVE.toSeconds() + " s of being asked; it ends anyway");
            case LOST -> fail(lost + " has ended by itself; join again, with --verbose for its log");
            case WORKING -> Optional.empty();
        };
    }

    private Optional<Integer> joined() {
        if (phase == Phase.JOINING) {
            phase = Phase.WORKING;
        }
        return say("reached the cluster at " + coordinator + "; this process is at " + host.endpoint());
    }

    private Optional<Integer> interrupted(int by) {
        signal = by;
        return switch (phase) {
            case JOINING -> Optional.of(ShutdownSignal.exitCode(by));
            case WORKING -> startedByTrain ? enter(Phase.WAITING_FOR_PARENT, PARENT_ENDS_THE_RUN) : leave();
            case WAITING_FOR_PARENT, LEAVING, LOST -> Optional.empty();
        };
    }

    private Optional<Integer> leave() {
        say("interrupted; leaves the run after the steps under way (Ctrl-C again ends at once)");
        host.leaveRun("interrupted");
        return enter(Phase.LEAVING, LEAVE);
    }

    private Optional<Integer> enter(Phase next, Duration patience) {
        phase = next;
        deadlineNanos = System.nanoTime() + patience.toNanos();
        return Optional.empty();
    }

    private int ended(Outcome outcome, String reason) {
        if (outcome == Outcome.FAILED) {
            Failures.say(err, "the run failed: " + reason);
            return Failures.FAILED;
        }
        say("ended: " + reason);
        if (outcome == Outcome.RELEASED) {
            host.depart();
        }
        return signal > 0 && !startedByTrain ? ShutdownSignal.exitCode(signal) : 0;
    }

    private Optional<Integer> say(String line) {
        out.println(line);
        out.flush();
        return Optional.empty();
    }

    private Optional<Integer> fail(String line) {
        Failures.say(err, line);
        return Optional.of(Failures.FAILED);
    }
}
