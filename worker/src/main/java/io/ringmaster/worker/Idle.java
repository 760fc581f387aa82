package io.ringmaster.worker;

import akka.actor.typed.Behavior;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.worker.WorkerCommand.Computed;
import io.ringmaster.worker.WorkerCommand.Deadline;
import io.ringmaster.worker.WorkerCommand.LeaveAsked;
import io.ringmaster.worker.WorkerCommand.Lost;
import io.ringmaster.worker.WorkerCommand.PartReceived;
import io.ringmaster.worker.WorkerCommand.Received;

/// In no run. The first coordinator that asks has it.
final class Idle extends WorkerState {

    Idle(WorkerContext worker) {
        super(worker);
    }

    @Override
    public Behavior<WorkerCommand> onMessage(WorkerCommand command) {
        return switch (command) {
            case Received(Prepare assignment) -> Preparing.begin(new Run(worker, assignment));
            case LeaveAsked(var reason) -> worker.stop(Outcome.RELEASED, reason);
            case Received _, PartReceived _, Computed _, Lost _, Deadline _ -> this;
        };
    }
}
