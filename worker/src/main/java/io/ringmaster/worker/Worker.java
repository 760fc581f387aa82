package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.RingMember;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.StateSource;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Traffic;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.End;
import io.ringmaster.proto.WorkerMessage.FetchState;
import io.ringmaster.proto.WorkerMessage.Form;
import io.ringmaster.proto.WorkerMessage.Lease;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.proto.codec.WireMeter;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.state.StateFileException;
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
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingPlace;
import io.ringmaster.worker.collective.RingStalledException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// Trains one replica in one run, as the run's coordinator says.
///
/// ```
/// Idle --prepare--> Preparing --built--> Ready --form--> Entering --at the step--> Placed
///                                                      |  ^---------form----------'
///                                                      '--> Restoring --restored--> Placed
/// any --fault--> Failing --end--> Closing;   any --end, coordinator lost--> Closing --freed--> stopped
/// ```
/// It keeps order and deadlines; its compute thread does the work, its ring moves the gradients.
/// What belongs to another run or to an older generation is dropped in [InRun] and nowhere else.
final class Worker {

    private static final Duration END_DEADLINE = Duration.ofSeconds(10);
    private static final Duration PART_DEADLINE = Duration.ofSeconds(10);

    /// Requests for the state of a generation that this worker has yet to be told of.
    private static final int MOST_EARLY_REQUESTS = 64;

    /// What an image has besides numbers: names and shapes.
    private static final long IMAGE_HEADER_BYTES = 16 << 20;

    /// Parameters, the optimizer's buffers and the exponents of the reduction, each at most as long as the parameters.
    private static final long MOST_BYTES_PER_PARAMETER = 4 * Float.BYTES;

    /// What a worker is made with.
    record Setup(Member member, Device device, SharedData data, Listeners listeners, InstantSource clock) {}

    /// Whom it tells besides the coordinator.
    record Listeners(ActorRef<Node.Command> node, ActorRef<NodeEvent> observer) {}

    /// The run it is in.
    private record Assignment(RunId run, JobConfig job, ActorRef<CoordinatorMessage> coordinator) {}

    /// What it has once it is prepared.
    private record Equipment(Trainer trainer, ActorRef<RingMessage> ring, long parameters) {}

    private final ActorContext<WorkerCommand> context;
    private final TimerScheduler<WorkerCommand> timers;
    private final Setup setup;
    private final ComputeThread compute;
    private final List<FetchState> early = new ArrayList<>();

    /// Confined to the compute thread.
    private final List<Trainer> owned = new ArrayList<>();

    private Supplier<Traffic> sentSoFar = () -> Traffic.NONE;
    private Step committed = Step.INITIAL;

    private Worker(ActorContext<WorkerCommand> context, TimerScheduler<WorkerCommand> timers, Setup setup, ComputeThread compute) {
        this.context = context;
        this.timers = timers;
        this.setup = setup;
        this.compute = compute;
    }

    static Behavior<WorkerMessage> create(Setup setup) {
        Behavior<WorkerCommand> behavior = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ComputeThread compute = ComputeThread.start("worker-%d-compute".formatted(setup.member().worker()), setup.device());
            ActorRef<WorkerMessage> self = context.getSelf().unsafeUpcast();
            context.getSystem().receptionist().tell(Receptionist.register(Directory.WORKERS, self));
            return new Worker(context, timers, setup, compute).new Idle();
        }));
        return Behaviors.transformMessages(WorkerMessage.class, behavior, wire -> wire.matchAny(Received::new));
    }

    /// Lets a worker of this process ask to be released.
    static void leave(ActorRef<WorkerMessage> worker, String reason) {
        worker.<WorkerCommand>unsafeUpcast().tell(new LeaveAsked(reason));
    }

    /// In no run.
    private final class Idle extends AbstractOnMessageBehavior<WorkerCommand> {

        private Idle() {
            super(context);
        }

        @Override
        public Behavior<WorkerCommand> onMessage(WorkerCommand command) {
            return switch (command) {
                case Received(Prepare prepare) -> prepare(prepare);
                case LeaveAsked(var reason) -> stop(Outcome.RELEASED, reason);
                case Received _, PartReceived _, Computed _, Lost _, Deadline _ -> this;
            };
        }

        @Override
        public Behavior<WorkerCommand> onSignal(Signal signal) {
            return stopComputing(this, signal);
        }

        private Behavior<WorkerCommand> prepare(Prepare prepare) {
            context.watchWith(prepare.coordinator(), Lost.COORDINATOR);
            compute(Generation.NONE, () -> {
                Trainer trainer = Trainer.prepare(prepare.job(), setup.device(), setup.data());
                owned.add(trainer);
                return new Built(trainer, trainer.preparation());
            });
            return new Preparing(new Assignment(prepare.run(), prepare.job(), prepare.coordinator()));
        }
    }

    /// In a run: what concerns another, or an older generation, ends here.
    private abstract class InRun extends AbstractOnMessageBehavior<WorkerCommand> {

        final Assignment assignment;
        final Generation generation;

        private InRun(Assignment assignment, Generation generation) {
            super(context);
            this.assignment = assignment;
            this.generation = generation;
        }

        /// What to make of the compute thread's answer.
        abstract Behavior<WorkerCommand> computed(Result result);

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
            return hold(request);
        }

        /// Takes a part of another's state, where this state has asked for one.
        Behavior<WorkerCommand> part(StatePart part) {
            return this;
        }

        /// Does without what it waited for, where this state waits.
        Behavior<WorkerCommand> expired(Deadline deadline) {
            return this;
        }

        @Override
        public final Behavior<WorkerCommand> onMessage(WorkerCommand command) {
            return switch (command) {
                case Received(var message) when !message.run().equals(assignment.run()) -> refuse(message);
                case Received(var message) -> receive(message);
                case PartReceived(var part) -> part(part);
                case Computed(var of, var result) -> of.equals(generation) || result instanceof Closed ? computed(result) : this;
                case LeaveAsked(var reason) -> askToLeave(reason);
                case Lost.COORDINATOR -> end(Outcome.FAILED, "lost the coordinator at %s at step %s of run %s"
                    .formatted(assignment.coordinator().path().address(), committed, assignment.run()));
                case Lost.RING -> {
                    ringLost();
                    yield fail("the ring's actor stopped by a fault of its own; this process's log has it");
                }
                case Deadline.LEAVE -> end(Outcome.RELEASED, "left run %s at step %s; the coordinator had not answered within %d s"
                    .formatted(assignment.run(), committed, END_DEADLINE.toSeconds()));
                case Deadline deadline -> expired(deadline);
            };
        }

        @Override
        public final Behavior<WorkerCommand> onSignal(Signal signal) {
            return stopComputing(this, signal);
        }

        private Behavior<WorkerCommand> receive(WorkerMessage message) {
            return switch (message) {
                case Form form -> form.generation().compareTo(generation) > 0 ? form(form) : this;
                case Lease lease -> lease.generation().equals(generation) ? lease(lease) : this;
                case FetchState request -> {
                    int order = request.generation().compareTo(generation);
                    yield order == 0 ? fetch(request) : order > 0 ? hold(request) : this;
                }
                case End(_, var outcome, var reason) -> end(outcome, reason);
                case Prepare _ -> this;
            };
        }

        /// Keeps a request that came before this worker was ready for it.
        final Behavior<WorkerCommand> hold(FetchState request) {
            if (early.size() < MOST_EARLY_REQUESTS) {
                early.add(request);
            }
            return this;
        }

        private Behavior<WorkerCommand> refuse(WorkerMessage message) {
            if (message instanceof Prepare(var run, _, var coordinator)) {
                coordinator.tell(new WorkerFailed(run, setup.member(), Step.INITIAL,
                    "%s is busy with run %s; a worker takes part in one run at a time".formatted(setup.member(), assignment.run())));
            }
            return this;
        }

        private Behavior<WorkerCommand> askToLeave(String reason) {
            assignment.coordinator().tell(
                new CoordinatorMessage.Leave(assignment.run(), setup.member().incarnation(), reason));
            timers.startSingleTimer(Deadline.LEAVE, END_DEADLINE);
            return this;
        }

        /// Tells the coordinator, which ends the run for this worker.
        final Behavior<WorkerCommand> fail(String reason) {
            return fail(committed, reason);
        }

        Behavior<WorkerCommand> fail(Step step, String reason) {
            context.getLog().error("run {}, generation {}, step {}: {}", assignment.run(), generation, step, reason);
            release();
            timers.cancel(Deadline.PART);
            timers.startSingleTimer(Deadline.END, END_DEADLINE);
            assignment.coordinator().tell(new WorkerFailed(assignment.run(), setup.member(), step, reason));
            return new Failing(assignment, generation, reason);
        }

        Behavior<WorkerCommand> end(Outcome outcome, String reason) {
            release();
            timers.cancelAll();
            timers.startSingleTimer(Deadline.CLOSE, END_DEADLINE);
            compute(generation, () -> {
                owned.forEach(Trainer::close);
                owned.clear();
                return new Closed();
            });
            return new Closing(assignment, generation, outcome, reason);
        }
    }

    /// Reads data and builds the replica.
    private final class Preparing extends InRun {

        private Preparing(Assignment assignment) {
            super(assignment, Generation.NONE);
        }

        @Override
        Behavior<WorkerCommand> computed(Result result) {
            return switch (result) {
                case Built(var trainer, var preparation) -> {
                    ActorRef<RingMessage> ring = spawnRing(assignment.job().collective());
                    assignment.coordinator().tell(new Prepared(
                        assignment.run(), setup.member(), context.getSelf().unsafeUpcast(), ring, preparation));
                    setup.listeners().observer().tell(new NodeEvent.Joined(setup.member(), assignment.run()));
                    yield new Ready(assignment, new Equipment(trainer, ring, preparation.parameters()));
                }
                case Faulted(_, var cause) -> fail(sentence(cause));
                case Entered _, Restored _, Reported _, Encoded _, Closed _ -> this;
            };
        }

        @Override
        void release() {}
    }

    /// Prepared: has a ring and a replica, which it leaves in order.
    private abstract class Equipped extends InRun {

        final Equipment equipment;

        private Equipped(Assignment assignment, Generation generation, Equipment equipment) {
            super(assignment, generation);
            this.equipment = equipment;
        }

        @Override
        Behavior<WorkerCommand> form(Form form) {
            var place = new GenerationPlace(form.run(), form.generation(), form.rank());
            var ring = Ring.control(equipment.ring());
            SentTraffic sent = SentTraffic.from(WireMeter.get(context.getSystem()), form.rank(), sentSoFar.get());
            sentSoFar = sent::traffic;
            release();
            timers.cancel(Deadline.PART);
            ring.tell(new Ring.Enter(new RingPlace(
                form.run(), form.generation(), form.rank(), form.ring().stream().map(RingMember::ring).toList())));
            compute(form.generation(), () -> {
                TrainingLoop loop = equipment.trainer().enter(new TrainingLoop.Place(place, ring, sent, setup.clock()));
                return new Entered(loop, equipment.trainer().committed());
            });
            return new Entering(assignment, equipment, form);
        }

        @Override
        void release() {
            Ring.control(equipment.ring()).tell(new Ring.Leave());
        }
    }

    /// Has no place yet.
    private final class Ready extends Equipped {

        private Ready(Assignment assignment, Equipment equipment) {
            super(assignment, Generation.NONE, equipment);
        }

        @Override
        Behavior<WorkerCommand> computed(Result result) {
            return this;
        }
    }

    /// At its place in the ring; waits for the end of the older generation's work, to know at which step it stands.
    private final class Entering extends Equipped {

        private final Form form;

        private Entering(Assignment assignment, Equipment equipment, Form form) {
            super(assignment, form.generation(), equipment);
            this.form = form;
        }

        @Override
        Behavior<WorkerCommand> computed(Result result) {
            return switch (result) {
                case Entered(var loop, var own) -> {
                    committed = own;
                    yield switch (form.state()) {
                        case StateSource.Own _ -> placeAt(form, loop, own);
                        case StateSource.Peer(var donor) -> new Restoring(assignment, equipment, form, loop).request(donor);
                    };
                }
                case Faulted(var step, var cause) -> fail(step, sentence(cause));
                case Built _, Restored _, Reported _, Encoded _, Closed _ -> this;
            };
        }

        private Behavior<WorkerCommand> placeAt(Form form, TrainingLoop loop, Step own) {
            return own.equals(form.committed()) ? new Placed(assignment, equipment, form, loop).begin() : fail(
                "stands at step %s but generation %s begins at step %s; it needs another member's state"
                    .formatted(own, generation, form.committed()));
        }
    }

    /// Copies another member's state.
    private final class Restoring extends Equipped {

        private final Form form;
        private final TrainingLoop loop;
        private final StateReceiver receiver;
        private final ActorRef<StatePart> parts = context.messageAdapter(StatePart.class, PartReceived::new);

        private Restoring(Assignment assignment, Equipment equipment, Form form, TrainingLoop loop) {
            super(assignment, form.generation(), equipment);
            this.form = form;
            this.loop = loop;
            receiver = new StateReceiver(form.run(), form.generation(),
                IMAGE_HEADER_BYTES + equipment.parameters() * MOST_BYTES_PER_PARAMETER);
        }

        private Behavior<WorkerCommand> request(ActorRef<WorkerMessage> donor) {
            donor.tell(new FetchState(form.run(), generation, StateKind.FULL, receiver.received(), parts));
            timers.startSingleTimer(Deadline.PART, PART_DEADLINE);
            return this;
        }

        @Override
        Behavior<WorkerCommand> part(StatePart part) {
            try {
                if (!receiver.accept(part)) {
                    return this;
                }
            } catch (IllegalStateException e) {
                return fail(e.getMessage());
            }
            if (!part.isLast()) {
                return form.state() instanceof StateSource.Peer(var donor) ? request(donor) : this;
            }
            timers.cancel(Deadline.PART);
            String name = "the state of step %s from another member".formatted(form.committed());
            compute(generation, () -> {
                equipment.trainer().replica().restore(name, receiver.image());
                return new Restored(equipment.trainer().committed());
            });
            return this;
        }

        @Override
        Behavior<WorkerCommand> computed(Result result) {
            return switch (result) {
                case Restored(var step) -> {
                    committed = step;
                    yield step.equals(form.committed()) ? new Placed(assignment, equipment, form, loop).begin() : fail(
                        "was given the state of step %s but generation %s begins at step %s"
                            .formatted(step, generation, form.committed()));
                }
                case Faulted(var step, var cause) -> fail(step, sentence(cause));
                case Built _, Entered _, Reported _, Encoded _, Closed _ -> this;
            };
        }

        @Override
        Behavior<WorkerCommand> expired(Deadline deadline) {
            return deadline != Deadline.PART ? this : fail(
                "run %s, generation %s: the state of step %s has not come from byte %d on within %d s"
                    .formatted(form.run(), generation, form.committed(), receiver.received(), PART_DEADLINE.toSeconds()));
        }
    }

    /// Works.
    private final class Placed extends Equipped {

        private final Form form;
        private final TrainingLoop loop;
        private Map<StateKind, MemorySegment> images = new EnumMap<>(StateKind.class);

        private Placed(Assignment assignment, Equipment equipment, Form form, TrainingLoop loop) {
            super(assignment, form.generation(), equipment);
            this.form = form;
            this.loop = loop;
        }

        private Behavior<WorkerCommand> begin() {
            assignment.coordinator().tell(new Formed(form.run(), generation, setup.member().incarnation(), committed));
            setup.listeners().observer().tell(new NodeEvent.Entered(
                setup.member(), generation, form.rank(), form.ring().size(), committed));
            List<FetchState> waiting = List.copyOf(early);
            early.removeIf(request -> request.generation().compareTo(generation) <= 0);
            waiting.stream().filter(request -> request.generation().equals(generation)).forEach(this::fetch);
            return this;
        }

        @Override
        Behavior<WorkerCommand> lease(Lease lease) {
            images = new EnumMap<>(StateKind.class);
            for (Work work : lease.work()) {
                loop.plan(work);
                compute(generation, stepOf(work), () -> new Reported(loop.run(work)));
            }
            return this;
        }

        @Override
        Behavior<WorkerCommand> fetch(FetchState request) {
            MemorySegment image = images.get(request.kind());
            if (image != null) {
                answer(request, image);
                return this;
            }
            var kept = images;
            compute(generation, () -> new Encoded(request, kept, equipment.trainer().replica().encode(request.kind())));
            return this;
        }

        private void answer(FetchState request, MemorySegment image) {
            long total = image.byteSize();
            if (request.offset() > total) {
                context.getLog().warn("run {}: state asked for from byte {}; it has {}", form.run(), request.offset(), total);
                return;
            }
            long bytes = Math.min(StatePart.LIMIT_BYTES, total - request.offset());
            StatePart part = new StatePart(form.run(), generation, request.kind(), request.offset(), total,
                image.asSlice(request.offset(), bytes).asReadOnly());
            if (part.isLast()) {
                images.remove(request.kind());
            }
            request.replyTo().tell(part);
        }

        @Override
        Behavior<WorkerCommand> computed(Result result) {
            return switch (result) {
                case Reported(var message) -> {
                    if (message instanceof CoordinatorMessage.StepDone done) {
                        committed = done.step();
                    }
                    assignment.coordinator().tell(message);
                    yield this;
                }
                case Encoded(var request, var kept, var image) -> {
                    kept.put(request.kind(), image);
                    answer(request, image);
                    yield this;
                }
                case Faulted(var step, var cause) -> faulted(step, cause);
                case Built _, Entered _, Restored _, Closed _ -> this;
            };
        }

        private Behavior<WorkerCommand> faulted(Step step, Throwable cause) {
            return switch (cause) {
                case CancellationException _ -> this;
                case RingStalledException stall -> {
                    assignment.coordinator().tell(new Stalled(form.run(), generation, form.rank(), step,
                        stall.waitsFor(), stall.what(), stall.silent()));
                    yield this;
                }
                default -> fail(step, sentence(cause));
            };
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

    /// Has told the coordinator that it can't go on, and waits to be let go.
    private final class Failing extends InRun {

        private final String reason;

        private Failing(Assignment assignment, Generation generation, String reason) {
            super(assignment, generation);
            this.reason = reason;
        }

        @Override
        Behavior<WorkerCommand> computed(Result result) {
            return this;
        }

        @Override
        Behavior<WorkerCommand> fail(Step step, String another) {
            return this;
        }

        @Override
        Behavior<WorkerCommand> expired(Deadline deadline) {
            return deadline == Deadline.END ? end(Outcome.FAILED, reason) : this;
        }

        @Override
        void release() {}
    }

    /// Frees what it holds, then stops.
    private final class Closing extends InRun {

        private final Outcome outcome;
        private final String reason;

        private Closing(Assignment assignment, Generation generation, Outcome outcome, String reason) {
            super(assignment, generation);
            this.outcome = outcome;
            this.reason = reason;
        }

        @Override
        Behavior<WorkerCommand> computed(Result result) {
            return switch (result) {
                case Closed _ -> stop(outcome, reason);
                case Faulted(_, CancellationException _) -> this;
                case Faulted(_, var cause) -> {
                    context.getLog().error("run {}: a fault while the worker ended", assignment.run(), cause);
                    yield this;
                }
                case Built _, Entered _, Restored _, Reported _, Encoded _ -> this;
            };
        }

        @Override
        Behavior<WorkerCommand> expired(Deadline deadline) {
            if (deadline != Deadline.CLOSE) {
                return this;
            }
            context.getLog().error("run {}: the compute thread has not ended its work within {} s of the run's end",
                assignment.run(), END_DEADLINE.toSeconds());
            return stop(outcome, reason);
        }

        @Override
        Behavior<WorkerCommand> fail(Step step, String another) {
            return this;
        }

        @Override
        Behavior<WorkerCommand> end(Outcome another, String why) {
            return this;
        }

        @Override
        void release() {}
    }

    // What all states share

    private ActorRef<RingMessage> spawnRing(CollectiveConfig collective) {
        var settings = new Ring.Settings(collective.chunkBytes() / Float.BYTES, collective.window(), collective.timeout());
        ActorRef<RingMessage> ring = context.spawn(
            Ring.create(settings, setup.clock()), "ring",
            DispatcherSelector.fromConfig("ringmaster.ring-dispatcher"));
        context.watchWith(ring, Lost.RING);
        return ring;
    }

    private void compute(Generation generation, Supplier<Result> work) {
        compute(generation, committed, work);
    }

    private void compute(Generation generation, Step step, Supplier<Result> work) {
        context.pipeToSelf(compute.submit(work), (result, failure) ->
            new Computed(generation, failure == null ? result : new Faulted(step, causeOf(failure))));
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? causeOf(failure.getCause()) : failure;
    }

    private String sentence(Throwable cause) {
        return switch (cause) {
            case DataException _, ConfigException _, ShapeException _, StateFileException _, NotFiniteException _ ->
                cause.getMessage();
            default -> {
                context.getLog().error("a fault of the worker's own", cause);
                yield "a fault of the worker's own, %s; this process's log has where".formatted(cause);
            }
        };
    }

    private static Step stepOf(Work work) {
        return switch (work) {
            case Work.StepPlan plan -> plan.step();
            case Work.EvaluationPlan plan -> plan.step();
        };
    }

    private Behavior<WorkerCommand> stop(Outcome outcome, String reason) {
        setup.listeners().node().tell(new Node.WorkerEnded(context.getSelf().unsafeUpcast(), outcome, reason));
        return Behaviors.stopped(compute::close);
    }

    private Behavior<WorkerCommand> stopComputing(Behavior<WorkerCommand> same, Signal signal) {
        if (signal instanceof PostStop) {
            compute.close();
        }
        return same;
    }
}
