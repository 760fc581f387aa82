package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.ringmaster.proto.RingMember;
import io.ringmaster.proto.StateSource;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.worker.WorkerCommand.Awaited;
import io.ringmaster.worker.WorkerCommand.Built;
import io.ringmaster.worker.WorkerCommand.Closed;
import io.ringmaster.worker.WorkerCommand.Deadline;
import io.ringmaster.worker.WorkerCommand.Encoded;
import io.ringmaster.worker.WorkerCommand.Entered;
import io.ringmaster.worker.WorkerCommand.Faulted;
import io.ringmaster.worker.WorkerCommand.PartReceived;
import io.ringmaster.worker.WorkerCommand.Reported;
import io.ringmaster.worker.WorkerCommand.Restored;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingDispatcher;
import io.ringmaster.worker.collective.RingPlace;

/// At its place in the ring; waits for the end of the older generation's work, to know at which step it stands.
final class Entering extends Equipped {

    private final Form form;

    private Entering(Run run, Equipment equipment, Form form) {
        super(run, form.generation(), equipment);
        this.form = form;
    }

    static Behavior<WorkerCommand> begin(Run run, Equipment equipment, Form form) {
        ActorRef<Ring.Command> ring = Ring.control(equipment.ring());
        ring.tell(new Ring.Enter(new RingPlace(
            form.run(), form.generation(), form.rank(), form.ring().stream().map(RingMember::ring).toList(),
            equipment.trainer().replica().gradientSum().memory())));
        var place = new TrainingLoop.Place(new GenerationPlace(form.run(), form.generation(), form.rank()),
            ring, RingDispatcher.of(run.worker().actor().getSystem()), run.sendsAs(form.rank()), run.worker().setup().clock());
        run.compute(form.generation(), () -> {
            TrainingLoop loop = equipment.trainer().enter(place);
            return new Entered(loop, equipment.trainer().committed());
        });
        return new Entering(run, equipment, form);
    }

    @Override
    Behavior<WorkerCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Entered(var loop, var own) -> entered(loop, own);
            case Faulted(var step, var cause) -> fault(step, cause);
            case Built _, Restored _, Reported _, Encoded _, Closed _, PartReceived _, Deadline _ -> this;
        };
    }

    private Behavior<WorkerCommand> entered(TrainingLoop loop, Step own) {
        run.standsAt(own);
        return switch (form.state()) {
            case StateSource.Own _ -> own.equals(form.committed()) ? Placed.begin(run, equipment, form, loop) : fail(
                "stands at step %s but generation %s begins at step %s; it needs another member's state"
                    .formatted(own, generation, form.committed()));
            case StateSource.Peer(var donor) -> Restoring.begin(run, equipment, form, loop, donor);
        };
    }
}
