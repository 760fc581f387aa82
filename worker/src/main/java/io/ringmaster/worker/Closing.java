package io.ringmaster.worker;

import akka.actor.typed.Behavior;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.worker.WorkerCommand.Built;
import io.ringmaster.worker.WorkerCommand.Closed;
import io.ringmaster.worker.WorkerCommand.Computed;
import io.ringmaster.worker.WorkerCommand.Deadline;
import io.ringmaster.worker.WorkerCommand.Encoded;
import io.ringmaster.worker.WorkerCommand.Entered;
import io.ringmaster.worker.WorkerCommand.Faulted;
import io.ringmaster.worker.WorkerCommand.LeaveAsked;
import io.ringmaster.worker.WorkerCommand.Lost;
import io.ringmaster.worker.WorkerCommand.PartReceived;
import io.ringmaster.worker.WorkerCommand.Received;
import io.ringmaster.worker.WorkerCommand.Reported;
import io.ringmaster.worker.WorkerCommand.Restored;
import io.ringmaster.worker.WorkerCommand.Result;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// The run is over for this worker: frees what it holds, then stops. Nothing changes the outcome now.
final class Closing extends WorkerState {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

    private final Run run;
    private final Outcome outcome;
    private final String reason;

    private Closing(Run run, Outcome outcome, String reason) {
        super(run.worker());
        this.run = run;
        this.outcome = outcome;
        this.reason = reason;
    }

    static Behavior<WorkerCommand> begin(Run run, Outcome outcome, String reason) {
        run.timers().cancelAll();
        run.timers().startSingleTimer(Deadline.CLOSE, CLOSE_DEADLINE);
        run.free();
        return new Closing(run, outcome, reason);
    }

    @Override
    public Behavior<WorkerCommand> onMessage(WorkerCommand command) {
        return switch (command) {
            case Computed(_, var result) -> computed(result);
            case Deadline.CLOSE -> {
                getContext().getLog().error("run {}: the compute thread has not ended its work within {} s of the run's end",
                    run.id(), CLOSE_DEADLINE.toSeconds());
                yield worker.stop(outcome, reason);
            }
            case Received(var message) -> received(message);
            case PartReceived _, LeaveAsked _, Lost _, Deadline _ -> this;
        };
    }

    private Behavior<WorkerCommand> computed(Result result) {
        return switch (result) {
            case Closed _ -> worker.stop(outcome, reason);
            case Faulted(_, CancellationException _) -> this;
            case Faulted(_, var cause) -> {
                getContext().getLog().error("run {}: a fault while the worker ended", run.id(), cause);
                yield this;
            }
            case Built _, Entered _, Restored _, Reported _, Encoded _ -> this;
        };
    }

    private Behavior<WorkerCommand> received(WorkerMessage message) {
        if (!message.run().equals(run.id())) {
            run.refuse(message);
        }
        return this;
    }
}
