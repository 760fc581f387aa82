package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.FetchState;
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
import java.time.Duration;

/// At its place in the ring; copies the state it lacks from another member, part by part.
final class Restoring extends Equipped {

    private static final Duration PART_DEADLINE = Duration.ofSeconds(10);

    /// What an image has besides numbers: names and shapes.
    private static final long IMAGE_HEADER_BYTES = 16 << 20;

    /// Parameters, the optimizer's buffers and the exponents of the reduction, each at most as long as the parameters.
    private static final long MOST_BYTES_PER_PARAMETER = 4 * Float.BYTES;

    /// Who has the state, and where to send it.
    private record Donor(ActorRef<WorkerMessage> worker, ActorRef<StatePart> replyTo) {}

    private final Form form;
    private final TrainingLoop loop;
    private final Donor donor;
    private final StateReceiver receiver;

    private Restoring(Run run, Equipment equipment, Form form, TrainingLoop loop, Donor donor) {
        super(run, form.generation(), equipment);
        this.form = form;
        this.loop = loop;
        this.donor = donor;
        receiver = new StateReceiver(IMAGE_HEADER_BYTES + equipment.parameters() * MOST_BYTES_PER_PARAMETER);
    }

    static Behavior<WorkerCommand> begin(
        Run run, Equipment equipment, Form form, TrainingLoop loop, ActorRef<WorkerMessage> donor) {
        ActorRef<StatePart> parts = run.worker().actor().messageAdapter(StatePart.class, PartReceived::new);
        return new Restoring(run, equipment, form, loop, new Donor(donor, parts)).request();
    }

    private Behavior<WorkerCommand> request() {
        donor.worker().tell(
            new FetchState(run.id(), generation, StateKind.FULL, receiver.received(), donor.replyTo()));
        run.timers().startSingleTimer(Deadline.PART, PART_DEADLINE);
        return this;
    }

    @Override
    Behavior<WorkerCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case PartReceived(var part) -> part(part);
            case Restored(var step) -> restored(step);
            case Faulted(var step, var cause) -> fault(step, cause);
            case Deadline.PART -> fail(
                "run %s, generation %s: the state of step %s has not come from byte %d on within %d s"
                    .formatted(run.id(), generation, form.committed(), receiver.received(), PART_DEADLINE.toSeconds()));
            case Built _, Entered _, Reported _, Encoded _, Closed _, Deadline _ -> this;
        };
    }

    private Behavior<WorkerCommand> part(StatePart part) {
        try {
            if (!receiver.accept(part)) {
                return this;
            }
        } catch (IllegalStateException e) {
            return fail(e.getMessage());
        }
        return part.isLast() ? restore() : request();
    }

    private Behavior<WorkerCommand> restore() {
        run.timers().cancel(Deadline.PART);
        String name = "the state of step %s from another member".formatted(form.committed());
        run.compute(generation, () -> {
            equipment.trainer().replica().restore(name, receiver.image());
            return new Restored(equipment.trainer().committed());
        });
        return this;
    }

    private Behavior<WorkerCommand> restored(Step step) {
        run.standsAt(step);
        return step.equals(form.committed()) ? Placed.begin(run, equipment, form, loop) : fail(
            "was given the state of step %s but generation %s begins at step %s"
                .formatted(step, generation, form.committed()));
    }

    @Override
    void release() {
        run.timers().cancel(Deadline.PART);
        super.release();
    }
}
