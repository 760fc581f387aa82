package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.worker.collective.Ring;

/// Prepared: has a replica and a ring, may be given a place at any moment, and leaves the ring in order.
abstract class Equipped extends InRun {

    /// What a worker has once it is prepared.
    record Equipment(Trainer trainer, ActorRef<RingMessage> ring, long parameters) {}

    final Equipment equipment;

    Equipped(Run run, Generation generation, Equipment equipment) {
        super(run, generation);
        this.equipment = equipment;
    }

    @Override
    final Behavior<WorkerCommand> form(Form form) {
        release();
        return Entering.begin(run, equipment, form);
    }

    @Override
    void release() {
        Ring.control(equipment.ring()).tell(new Ring.Leave());
    }
}
