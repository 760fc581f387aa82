package io.ringmaster.worker;

import akka.actor.typed.Behavior;
import io.ringmaster.proto.Generation;
import io.ringmaster.worker.WorkerCommand.Awaited;
import io.ringmaster.worker.WorkerCommand.Deadline;
import io.ringmaster.worker.WorkerCommand.PartReceived;
import io.ringmaster.worker.WorkerCommand.Result;

/// Prepared, and in no generation yet.
final class Ready extends Equipped {

    Ready(Run run, Equipment equipment) {
        super(run, Generation.NONE, equipment);
    }

    @Override
    Behavior<WorkerCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Result _, PartReceived _, Deadline _ -> this;
        };
    }
}
