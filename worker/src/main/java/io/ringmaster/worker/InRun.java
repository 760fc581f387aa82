package io.ringmaster.worker;

import akka.actor.typed.Behavior;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.End;
import io.ringmaster.proto.WorkerMessage.FetchState;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.proto.WorkerMessage.Lease;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.worker.WorkerCommand.Awaited;
import io.ringmaster.worker.WorkerCommand.Computed;
import io.ringmaster.worker.WorkerCommand.Deadline;
import io.ringmaster.worker.WorkerCommand.LeaveAsked;
import io.ringmaster.worker.WorkerCommand.Lost;
import io.ringmaster.worker.WorkerCommand.PartReceived;
import io.ringmaster.worker.WorkerCommand.Received;
import java.time.Duration;

/// In a run, until it ends for this worker.
///
/// What belongs to another run or to an older generation is dropped in this class and nowhere else.
abstract class InRun extends WorkerState {

    private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(10);

    final Run run;
    final Generation generation;

    InRun(Run run, Generation generation) {
        super(run.worker());
        this.run = run;
        this.generation = generation;
    }

    /// Something comes that this state, or one before it in this generation, has asked for.
    abstract Behavior<WorkerCommand> awaited(Awaited awaited);

    /// Ends what is under way: this state is left.
    abstract void release();

    /// Ends what waits for the ring, which is no more.
    void ringLost() {}

    /// Takes a place in a newer generation, where this state can.
    Behavior<WorkerCommand> form(Form form) {
        return this;
    }

    /// Takes more work of this generation, where this state can.
    Behavior<WorkerCommand> lease(Lease lease) {
        return this;
    }

    /// Gives this generation's state away, or keeps the request until it can.
    Behavior<WorkerCommand> fetch(FetchState request) {
        run.hold(request);
        return this;
    }

    @Override
    public final Behavior<WorkerCommand> onMessage(WorkerCommand command) {
        return switch (command) {
            case Received(var message) -> receive(message);
            case Computed(var of, var result) -> of.equals(generation) ? awaited(result) : this;
            case PartReceived part -> belongs(part.part()) ? awaited(part) : this;
            case LeaveAsked(var reason) -> askToLeave(reason);
            case Lost.COORDINATOR -> end(Outcome.FAILED, "lost the coordinator at %s at step %s of run %s"
                .formatted(run.coordinatorAddress(), run.committed(), run.id()));
            case Lost.RING -> {
                ringLost();
                yield fail("the ring's actor stopped by a fault of its own; this process's log has it");
            }
            case Deadline.LEAVE -> end(Outcome.RELEASED, "left run %s at step %s; the coordinator had not answered within %d s"
                .formatted(run.id(), run.committed(), LEAVE_DEADLINE.toSeconds()));
            case Deadline deadline -> awaited(deadline);
        };
    }

    private Behavior<WorkerCommand> receive(WorkerMessage message) {
        return switch (message) {
            case WorkerMessage other when !other.run().equals(run.id()) -> {
                run.refuse(other);
                yield this;
            }
            case Form form -> form.generation().compareTo(generation) > 0 ? form(form) : this;
            case Lease lease -> lease.generation().equals(generation) ? lease(lease) : this;
            case FetchState request when request.generation().compareTo(generation) < 0 -> this;
            case FetchState request when request.generation().equals(generation) -> fetch(request);
            case FetchState early -> {
                run.hold(early);
                yield this;
            }
            case End(_, var outcome, var reason) -> end(outcome, reason);
            case Prepare _ -> this;
        };
    }

    private boolean belongs(StatePart part) {
        return part.run().equals(run.id()) && part.generation().equals(generation);
    }

    private Behavior<WorkerCommand> askToLeave(String reason) {
        run.tell(new Leave(run.id(), worker.member().incarnation(), reason));
        run.timers().startSingleTimer(Deadline.LEAVE, LEAVE_DEADLINE);
        return this;
    }

    /// What was being done at `step` has failed.
    final Behavior<WorkerCommand> fault(Step step, Throwable cause) {
        return switch (cause) {
            case DataException _, ConfigException _, ShapeException _, StateFileException _, NotFiniteException _ ->
                fail(step, cause.getMessage());
            default -> {
                getContext().getLog().error("a fault of the worker's own", cause);
                yield fail(step, "a fault of the worker's own, %s; this process's log has where".formatted(cause));
            }
        };
    }

    final Behavior<WorkerCommand> fail(String reason) {
        return fail(run.committed(), reason);
    }

    Behavior<WorkerCommand> fail(Step step, String reason) {
        release();
        return Failing.begin(run, generation, step, reason);
    }

    final Behavior<WorkerCommand> end(Outcome outcome, String reason) {
        release();
        return Closing.begin(run, outcome, reason);
    }
}
