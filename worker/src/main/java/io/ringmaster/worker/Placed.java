package io.ringmaster.worker;

import akka.actor.typed.Behavior;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.WorkerMessage.FetchState;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.proto.WorkerMessage.Lease;
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
import io.ringmaster.worker.collective.RingStalledException;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// At its place and at its generation's step: does the work that is leased to it, and gives its state to who asks.
final class Placed extends Equipped {

    private final Form form;
    private final TrainingLoop loop;

    /// The state as it is between two leases, once somebody has asked for it.
    private Map<StateKind, MemorySegment> images = new EnumMap<>(StateKind.class);

    private Placed(Run run, Equipment equipment, Form form, TrainingLoop loop) {
        super(run, form.generation(), equipment);
        this.form = form;
        this.loop = loop;
    }

    static Behavior<WorkerCommand> begin(Run run, Equipment equipment, Form form, TrainingLoop loop) {
        WorkerContext worker = run.worker();
        run.tell(new Formed(form.run(), form.generation(), worker.member().incarnation(), run.committed()));
        worker.tell(new NodeEvent.Entered(
            worker.member(), form.generation(), form.rank(), form.ring().size(), run.committed()));
        Placed placed = new Placed(run, equipment, form, loop);
        run.held(form.generation()).forEach(placed::fetch);
        return placed;
    }

    @Override
    Behavior<WorkerCommand> lease(Lease lease) {
        images = new EnumMap<>(StateKind.class);
        for (Work work : lease.work()) {
            loop.plan(work);
            run.compute(generation, stepOf(work), () -> new Reported(loop.run(work)));
        }
        return this;
    }

    private static Step stepOf(Work work) {
        return switch (work) {
            case Work.StepPlan plan -> plan.step();
            case Work.EvaluationPlan plan -> plan.step();
        };
    }

    @Override
    Behavior<WorkerCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Reported(var message) -> reported(message);
            case Encoded(var request, var kept, var image) -> {
                kept.put(request.kind(), image);
                yield answer(request, image);
            }
            case Faulted(_, CancellationException _) -> this;
            case Faulted(var step, RingStalledException stall) -> {
                run.tell(new Stalled(run.id(), generation, form.rank(), step, stall.waitsFor(), stall.what(), stall.silent()));
                yield this;
            }
            case Faulted(var step, var cause) -> fault(step, cause);
            case Built _, Entered _, Restored _, Closed _, PartReceived _, Deadline _ -> this;
        };
    }

    private Behavior<WorkerCommand> reported(CoordinatorMessage message) {
        if (message instanceof StepDone done) {
            run.standsAt(done.step());
        }
        run.tell(message);
        return this;
    }

    @Override
    Behavior<WorkerCommand> fetch(FetchState request) {
        MemorySegment image = images.get(request.kind());
        if (image != null) {
            return answer(request, image);
        }
        var kept = images;
        run.compute(generation, () -> new Encoded(request, kept, equipment.trainer().replica().encode(request.kind())));
        return this;
    }

    private Behavior<WorkerCommand> answer(FetchState request, MemorySegment image) {
        long total = image.byteSize();
        if (request.offset() > total) {
            getContext().getLog().warn("run {}: state asked for from byte {}; it has {}", run.id(), request.offset(), total);
            return this;
        }
        long bytes = Math.min(StatePart.LIMIT_BYTES, total - request.offset());
        StatePart part = new StatePart(run.id(), generation, request.kind(), request.offset(), total,
            image.asSlice(request.offset(), bytes).asReadOnly());
        if (part.isLast()) {
            images.remove(request.kind());
        }
        request.replyTo().tell(part);
        return this;
    }

    @Override
    void ringLost() {
        loop.cancelWithoutRing();
    }

    @Override
    void release() {
        loop.cancel();
        super.release();
    }
}
