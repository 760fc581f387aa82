package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.worker.WorkerCommand.Awaited;
import io.ringmaster.worker.WorkerCommand.Built;
import io.ringmaster.worker.WorkerCommand.Closed;
import io.ringmaster.worker.WorkerCommand.Deadline;
import io.ringmaster.worker.WorkerCommand.Encoded;
import io.ringmaster.worker.WorkerCommand.Entered;
import io.ringmaster.worker.WorkerCommand.Faulted;
import io.ringmaster.worker.WorkerCommand.Lost;
import io.ringmaster.worker.WorkerCommand.PartReceived;
import io.ringmaster.worker.WorkerCommand.Reported;
import io.ringmaster.worker.WorkerCommand.Restored;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingDispatcher;

/// Reads data and builds the replica; then says what it found.
final class Preparing extends InRun {

    private Preparing(Run run) {
        super(run, Generation.NONE);
    }

    static Behavior<WorkerCommand> begin(Run run) {
        run.watchCoordinator();
        run.build();
        return new Preparing(run);
    }

    @Override
    Behavior<WorkerCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Built(var trainer, var preparation) -> prepared(trainer, preparation);
            case Faulted(var step, var cause) -> fault(step, cause);
            case Entered _, Restored _, Reported _, Encoded _, Closed _, PartReceived _, Deadline _ -> this;
        };
    }

    private Behavior<WorkerCommand> prepared(Trainer trainer, Preparation preparation) {
        ActorRef<RingMessage> ring = spawnRing(run.job().collective());
        run.tell(new Prepared(run.id(), worker.member(), worker.self(), ring, preparation));
        worker.tell(new NodeEvent.Joined(worker.member(), run.id()));
        return new Ready(run, new Equipped.Equipment(trainer, ring, preparation.parameters()));
    }

    private ActorRef<RingMessage> spawnRing(CollectiveConfig collective) {
        ActorRef<RingMessage> ring = getContext().spawn(
            Ring.create(Ring.Settings.of(collective), worker.setup().clock()), "ring", RingDispatcher.selector());
        getContext().watchWith(ring, Lost.RING);
        return ring;
    }

    @Override
    void release() {}
}
