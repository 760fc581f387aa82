package io.ringmaster.coordinator;

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
import io.ringmaster.coordinator.membership.Agreement;
import io.ringmaster.coordinator.membership.Blame;
import io.ringmaster.coordinator.membership.Candidate;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.membership.Quorum;
import io.ringmaster.coordinator.membership.Roster;
import io.ringmaster.coordinator.observe.Recorder;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.coordinator.observe.Totals;
import io.ringmaster.coordinator.plan.LeaseBook;
import io.ringmaster.coordinator.plan.Program;
import io.ringmaster.coordinator.plan.ShardAssignment;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.CoordinatorMessage.Stop;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.End;
import io.ringmaster.proto.WorkerMessage.FetchState;
import io.ringmaster.proto.WorkerMessage.Lease;
import io.ringmaster.proto.WorkerMessage.Prepare;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Takes one run from its first worker to its summary.
///
/// ```
/// Gathering --quorum--> Forming --all in place--> Training --someone joins or leaves--> Halting
///                          ^                         |                                     |
///                          '-----------------------------------leased work is done--------'
/// Training or Halting --all work done, or told to stop--> Saving --> Ending
/// any state --a worker is lost, fails, or a deadline passes--> Ending
/// ```
/// It holds nothing that its workers could not tell a successor. Decisions are pure and elsewhere ([Quorum],
/// [Agreement], [Formation], [Blame], [LeaseBook]); this actor keeps time, sends, and changes state.
public final class Coordinator {

    private sealed interface Command {}

    private record Received(CoordinatorMessage message) implements Command {}

    private record Found(Receptionist.Listing listing) implements Command {}

    private record Gone(ActorRef<WorkerMessage> worker) implements Command {}

    private record Part(StatePart part) implements Command {}

    private record Written(Recorder.Written answer) implements Command {}

    private enum Tick implements Command { QUORUM, DEADLINE, BLAME }

    private static final Duration QUORUM_TICK = Duration.ofMillis(500);
    private static final Duration BLAME_DELAY = Duration.ofSeconds(1);
    private static final Duration SAVE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);

    /// So that a lease stays well below the 240 KiB that a control message may have.
    private static final int SLICES_IN_A_LEASE = 4096;

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final RunSetup setup;
    private final ActorRef<RunEvent> observer;
    private final ActorRef<Recorder.Command> recorder;
    private final InstantSource clock;
    private final Instant started;
    private final Totals totals = new Totals();
    private Roster roster = Roster.EMPTY;
    private boolean announced;

    private Coordinator(
        ActorContext<Command> context, TimerScheduler<Command> timers, RunSetup setup, ActorRef<RunEvent> observer,
        InstantSource clock) {
        this.context = context;
        this.timers = timers;
        this.setup = setup;
        this.observer = observer;
        this.clock = clock;
        recorder = context.spawn(
            Recorder.create(setup.directory(), setup.resolved()), "recorder", DispatcherSelector.blocking());
        started = clock.instant();
    }

    /// @param observer told of every [RunEvent], [RunEvent.Ended] last
    public static Behavior<CoordinatorMessage> create(RunSetup setup, ActorRef<RunEvent> observer, InstantSource clock) {
        Behavior<Command> behavior = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            context.getSystem().receptionist().tell(Receptionist.subscribe(
                Directory.WORKERS, context.messageAdapter(Receptionist.Listing.class, Found::new)));
            return new Coordinator(context, timers, setup, observer, clock).gather();
        }));
        return Behaviors.transformMessages(CoordinatorMessage.class, behavior, wire -> wire.matchAny(Received::new));
    }

    private Behavior<Command> gather() {
        timers.startTimerWithFixedDelay(Tick.QUORUM, QUORUM_TICK);
        return new Gathering();
    }

    /// What all states share: workers are found, prepare, ask to leave and are lost in any of them.
    private abstract class State extends AbstractOnMessageBehavior<Command> {

        private State() {
            super(context);
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            return switch (command) {
                case Received(var message) when !message.run().equals(setup.run()) -> this;
                case Received(Prepared prepared) -> prepared(prepared);
                case Received(WorkerFailed(_, var member, var step, var reason)) ->
                    fail(step.equals(Step.INITIAL) ? "%s: %s".formatted(member, reason)
                        : "%s failed at step %s: %s".formatted(member, step, reason));
                case Received(Leave(_, var incarnation, var reason)) -> {
                    roster = roster.leaving(incarnation, reason);
                    yield changed("a worker leaves: " + reason);
                }
                case Received(Stop(_, var outcome, var reason)) ->
                    outcome == Outcome.FAILED ? fail(reason) : stop(reason);
                case Received(Formed formed) -> formed(formed);
                case Received(StepDone done) -> belongs(done.generation()) ? stepDone(done) : this;
                case Received(Evaluated evaluated) -> belongs(evaluated.generation()) ? evaluated(evaluated) : this;
                case Received(Stalled stalled) -> belongs(stalled.generation()) ? stalled(stalled) : this;
                case Found(var listing) -> found(listing.getServiceInstances(Directory.WORKERS));
                case Gone(var worker) -> gone(worker);
                case Part(var part) -> part(part);
                case Written(var answer) -> written(answer);
                case Tick tick -> tick(tick);
            };
        }

        /// However this actor ends, its observer hears of it.
        @Override
        public Behavior<Command> onSignal(Signal signal) {
            if (signal instanceof PostStop && !announced) {
                announced = true;
                observer.tell(new RunEvent.Ended(clock.instant(), summary(
                    Outcome.FAILED, "the coordinator itself failed after step " + totals.committed(), current())));
            }
            return this;
        }

        abstract Behavior<Command> tick(Tick tick);

        /// Someone is ready who was not, or wants to leave.
        abstract Behavior<Command> changed(String reason);

        /// The generation that counts in this state; what names another is stale, and dropped here alone.
        boolean belongs(Generation generation) {
            return current().filter(formation -> formation.generation().equals(generation)).isPresent();
        }

        Optional<Formation> current() {
            return Optional.empty();
        }

        Behavior<Command> stop(String reason) {
            return end(Outcome.STOPPED, reason, current());
        }

        Behavior<Command> fail(String reason) {
            return end(Outcome.FAILED, reason, current());
        }

        Behavior<Command> formed(Formed formed) {
            return this;
        }

        Behavior<Command> stepDone(StepDone done) {
            return this;
        }

        Behavior<Command> evaluated(Evaluated evaluated) {
            return this;
        }

        Behavior<Command> stalled(Stalled stalled) {
            return this;
        }

        Behavior<Command> part(StatePart part) {
            return this;
        }

        Behavior<Command> written(Recorder.Written answer) {
            return this;
        }

        Behavior<Command> found(Set<ActorRef<WorkerMessage>> workers) {
            for (ActorRef<WorkerMessage> worker : workers) {
                if (!roster.knows(worker)) {
                    roster = roster.found(worker);
                    context.watchWith(worker, new Gone(worker));
                    worker.tell(new Prepare(setup.run(), setup.job(), context.getSelf().unsafeUpcast()));
                }
            }
            return this;
        }

        Behavior<Command> prepared(Prepared prepared) {
            Candidate candidate =
                new Candidate(prepared.member(), prepared.worker(), prepared.ring(), prepared.preparation());
            Optional<Agreement.Differs> differs = roster.ready().values().stream()
                .map(other -> Agreement.between(other, candidate))
                .mapMulti((Agreement agreement, Consumer<Agreement.Differs> out) -> {
                    if (agreement instanceof Agreement.Differs difference) {
                        out.accept(difference);
                    }
                }).findFirst();
            if (differs.isPresent()) {
                return fail(differs.get().reason());
            }
            roster = roster.ready(candidate);
            emit(new RunEvent.WorkerReady(clock.instant(), candidate.member(), "its model is built and its data open"));
            return changed("%s joins".formatted(candidate.member()));
        }

        Behavior<Command> gone(ActorRef<WorkerMessage> worker) {
            Optional<Candidate> lost = Optional.ofNullable(roster.ready().get(worker));
            roster = roster.without(worker);
            if (lost.isEmpty()) {
                return this;
            }
            Optional<Rank> rank = current().flatMap(formation -> formation.rankOf(lost.get()));
            String where = rank.map(known -> " (rank %s of %d)".formatted(known, current().orElseThrow().members().size())).orElse("");
            String reason = "%s%s disappeared %s".formatted(lost.get().member(), where,
                totals.committed().equals(Step.INITIAL) ? "before the first step was done" : "after step " + totals.committed());
            emit(new RunEvent.WorkerLost(clock.instant(), lost.get().member(), reason));
            return rank.isPresent() ? fail(reason) : this;
        }
    }

    /// Waits for enough workers.
    private final class Gathering extends State {

        private String said = "";

        @Override
        Behavior<Command> changed(String reason) {
            return tick(Tick.QUORUM);
        }

        @Override
        Behavior<Command> tick(Tick tick) {
            Quorum.Policy policy = new Quorum.Policy(
                setup.job().cluster().workers(), setup.job().cluster().gatherTimeout());
            release();
            return switch (policy.decide(roster.staying().size(), roster.preparing().size(), started, clock.instant())) {
                case Quorum.Wait(var reason) -> {
                    if (!reason.equals(said)) {
                        said = reason;
                        emit(new RunEvent.Waiting(clock.instant(), reason));
                    }
                    yield this;
                }
                case Quorum.GiveUp(var reason) -> fail(reason);
                case Quorum.Form(var reason) -> {
                    timers.cancel(Tick.QUORUM);
                    yield form(Optional.empty(), 0, reason);
                }
            };
        }
    }

    private Program program() {
        Candidate any = roster.ready().values().iterator().next();
        return new Program(any.preparation().trainSamples(), any.preparation().evalSamples(),
            setup.job().training().epochs(), setup.job().training().batch());
    }

    /// Lets those go who asked to, now that nothing of theirs is under way.
    private void release() {
        for (Candidate goer : roster.goers()) {
            String reason = roster.leaving().get(goer.member().incarnation());
            goer.worker().tell(new End(setup.run(), Outcome.RELEASED, reason));
            emit(new RunEvent.WorkerLeft(clock.instant(), goer.member(), reason));
            context.unwatch(goer.worker());
            roster = roster.without(goer.worker());
        }
    }

    /// Proposes the next generation to everyone who is ready.
    private Behavior<Command> form(Optional<Formation> last, long itemsDone, String reason) {
        Step committed = itemsDone == 0 ? Step.INITIAL : program().stepAfter(itemsDone);
        if (roster.staying().isEmpty()) {
            return end(Outcome.STOPPED, "no worker is left: " + reason, last);
        }
        Formation formation = Formation.next(
            last, roster.staying(), committed, setup.job().training().shards(), reason);
        if (!formation.hasState()) {
            return end(Outcome.FAILED, "no worker is left that has the state of step " + committed, last);
        }
        for (int rank = 0; rank < formation.members().size(); rank++) {
            formation.members().get(rank).worker().tell(formation.toMember(setup.run(), new Rank(rank)));
        }
        totals.forgetTraffic();
        return new Forming(formation, itemsDone);
    }

    /// Waits until all members of the next generation are in place.
    private final class Forming extends State {

        private final Formation formation;
        private final long itemsDone;
        private final Set<Candidate> inPlace = new HashSet<>();
        private Optional<String> stopAsked = Optional.empty();

        private Forming(Formation formation, long itemsDone) {
            this.formation = formation;
            this.itemsDone = itemsDone;
            timers.startSingleTimer(Tick.DEADLINE, setup.job().cluster().prepareTimeout());
        }

        @Override
        Optional<Formation> current() {
            return Optional.of(formation);
        }

        @Override
        Behavior<Command> changed(String reason) {
            return this;
        }

        @Override
        Behavior<Command> stop(String reason) {
            stopAsked = Optional.of(reason);
            return this;
        }

        @Override
        Behavior<Command> formed(Formed formed) {
            if (!belongs(formed.generation())) {
                return this;
            }
            roster.candidate(formed.incarnation()).ifPresent(inPlace::add);
            if (inPlace.size() < formation.members().size()) {
                return this;
            }
            timers.cancel(Tick.DEADLINE);
            Program program = program();
            emit(new RunEvent.GenerationFormed(
                clock.instant(), formation.generation(), formation.committed(),
                formation.members().stream().map(Candidate::member).toList(), formation.shards().counts(),
                program.steps(), setup.job().training().epochs(), formation.reason()));
            totals.begin(clock.instant());
            Training training = new Training(
                formation, program, new LeaseBook(formation.members().size(), itemsDone, program.items()));
            return stopAsked.map(training::stop).orElseGet(training::goOn);
        }

        @Override
        Behavior<Command> tick(Tick tick) {
            String missing = formation.members().stream().filter(one -> !inPlace.contains(one))
                .map(one -> one.member().toString()).collect(Collectors.joining(", "));
            return tick != Tick.DEADLINE ? this : fail(
                "generation %s did not form within %d s (cluster.prepare-timeout): no answer from %s".formatted(
                    formation.generation(), setup.job().cluster().prepareTimeout().toSeconds(), missing));
        }
    }

    /// Hands out work ahead of the workers and collects what they report.
    ///
    /// While `halting` is set no more is handed out, and what follows begins once all that was is done.
    private final class Training extends State {

        private final Formation formation;
        private final Program program;
        private final LeaseBook book;
        private final Map<Long, List<StepDone>> steps = new TreeMap<>();
        private final Map<Long, List<Evaluated>> evaluations = new TreeMap<>();
        private final List<Stalled> stalls = new ArrayList<>();
        private Optional<String> halting = Optional.empty();
        private Optional<String> stopping = Optional.empty();

        private Training(Formation formation, Program program, LeaseBook book) {
            this.formation = formation;
            this.program = program;
            this.book = book;
        }

        @Override
        Optional<Formation> current() {
            return Optional.of(formation);
        }

        private Behavior<Command> goOn() {
            boolean pending = !roster.goers().isEmpty()
                || roster.staying().stream().anyMatch(one -> formation.rankOf(one).isEmpty());
            return pending ? changed("workers came or went while the generation formed") : advance();
        }

        @Override
        Behavior<Command> changed(String reason) {
            halting = Optional.of(reason);
            return advance();
        }

        @Override
        Behavior<Command> stop(String reason) {
            stopping = Optional.of(reason);
            return advance();
        }

        /// Leases more, or moves on where there is no more.
        private Behavior<Command> advance() {
            if (book.isFinished()) {
                return save(formation, Outcome.FINISHED, "all %d steps are committed".formatted(program.steps()));
            }
            if (stopping.isPresent() && book.isDrained()) {
                return totals.committed().equals(Step.INITIAL)
                    ? end(Outcome.STOPPED, stopping.get(), current())
                    : save(formation, Outcome.STOPPED, stopping.get());
            }
            if (halting.isPresent() && book.isDrained()) {
                timers.cancel(Tick.DEADLINE);
                release();
                return form(Optional.of(formation), book.committed(), halting.get());
            }
            if (halting.isEmpty() && stopping.isEmpty()) {
                lease(book.extend(setup.job().cluster().leaseSteps()));
            }
            if (!timers.isTimerActive(Tick.DEADLINE)) {
                timers.startSingleTimer(Tick.DEADLINE, setup.job().cluster().stepTimeout());
            }
            return this;
        }

        /// One message carries a bounded number of shards, so that it stays below the transport's limit.
        private void lease(List<Long> items) {
            ShardAssignment shards = formation.shards();
            int inMessage = Math.max(1, SLICES_IN_A_LEASE / shards.shards());
            for (int from = 0; from < items.size(); from += inMessage) {
                List<Long> part = items.subList(from, Math.min(items.size(), from + inMessage));
                for (int index = 0; index < formation.members().size(); index++) {
                    Rank rank = new Rank(index);
                    List<Work> work = part.stream()
                        .map(item -> shards.work(program.at(item), rank, program.evalSamples())).toList();
                    formation.members().get(index).worker().tell(new Lease(setup.run(), formation.generation(), work));
                }
            }
        }

        @Override
        Behavior<Command> stepDone(StepDone done) {
            long item = program.indexOfStep(done.step());
            steps.computeIfAbsent(item, _ -> new ArrayList<>()).add(done);
            return reported(done.rank(), item);
        }

        @Override
        Behavior<Command> evaluated(Evaluated evaluated) {
            long item = program.indexOfEvaluation(evaluated.epoch());
            evaluations.computeIfAbsent(item, _ -> new ArrayList<>()).add(evaluated);
            return reported(evaluated.rank(), item);
        }

        private Behavior<Command> reported(Rank rank, long reported) {
            for (long item : book.report(rank, reported)) {
                timers.startSingleTimer(Tick.DEADLINE, setup.job().cluster().stepTimeout());
                switch (program.at(item)) {
                    case Program.Item.Train(_, var epoch, _, _) -> emit(new RunEvent.StepCommitted(clock.instant(),
                        totals.commit(formation.generation(), epoch, steps.remove(item), clock.instant())));
                    case Program.Item.Evaluate _ -> {
                        List<Evaluated> parts = evaluations.remove(item);
                        if (parts.stream().map(Evaluated::digest).distinct().count() > 1) {
                            return fail(differing(parts));
                        }
                        emit(totals.evaluate(parts, clock.instant()));
                    }
                }
            }
            return advance();
        }

        private String differing(List<Evaluated> parts) {
            return "the replicas differ after step %s, so memory or code is at fault: %s".formatted(
                totals.committed(), parts.stream().map(part -> "rank %s (%s) has digest %s".formatted(
                    part.rank(), formation.members().get(part.rank().index()).member(), part.digest()))
                    .sorted().collect(Collectors.joining("; ")));
        }

        @Override
        Behavior<Command> stalled(Stalled stalled) {
            stalls.add(stalled);
            if (!timers.isTimerActive(Tick.BLAME)) {
                timers.startSingleTimer(Tick.BLAME, BLAME_DELAY);
            }
            return this;
        }

        @Override
        Behavior<Command> tick(Tick tick) {
            return switch (tick) {
                case QUORUM -> this;
                case BLAME -> {
                    Blame blame = Blame.of(stalls);
                    yield fail("%s hangs: %s".formatted(names(blame.ranks()), blame.reason()));
                }
                case DEADLINE -> fail("no step was done for %d s (cluster.step-timeout) after step %s: no report from %s"
                    .formatted(setup.job().cluster().stepTimeout().toSeconds(), totals.committed(), names(book.behind())));
            };
        }

        private String names(List<Rank> ranks) {
            return ranks.stream()
                .map(rank -> "rank %s, %s".formatted(rank, formation.members().get(rank.index()).member()))
                .collect(Collectors.joining("; "));
        }
    }

    private Behavior<Command> save(Formation formation, Outcome outcome, String reason) {
        Saving saving = new Saving(formation, outcome, reason);
        saving.fetch(0);
        return saving;
    }

    /// Copies the model from rank 0, part by part, into the run's folder.
    private final class Saving extends State {

        private final Formation formation;
        private final Outcome outcome;
        private final String reason;
        private final ActorRef<StatePart> parts = context.messageAdapter(StatePart.class, Part::new);
        private final ActorRef<Recorder.Written> answers = context.messageAdapter(Recorder.Written.class, Written::new);
        private long expected;
        private boolean last;

        private Saving(Formation formation, Outcome outcome, String reason) {
            this.formation = formation;
            this.outcome = outcome;
            this.reason = reason;
        }

        private void fetch(long offset) {
            expected = offset;
            timers.startSingleTimer(Tick.DEADLINE, SAVE_TIMEOUT);
            formation.members().getFirst().worker()
                .tell(new FetchState(setup.run(), formation.generation(), StateKind.MODEL, offset, parts));
        }

        @Override
        Optional<Formation> current() {
            return Optional.of(formation);
        }

        @Override
        Behavior<Command> changed(String why) {
            return this;
        }

        @Override
        Behavior<Command> stop(String why) {
            return this;
        }

        @Override
        Behavior<Command> part(StatePart part) {
            if (part.generation().equals(formation.generation()) && part.offset() == expected) {
                last = part.isLast();
                expected += part.bytes().byteSize();
                recorder.tell(new Recorder.Model(part, answers));
            }
            return this;
        }

        @Override
        Behavior<Command> written(Recorder.Written answer) {
            if (!answer.problem().isEmpty()) {
                return fail("the model can't be saved in %s: %s".formatted(setup.directory(), answer.problem()));
            }
            if (!last) {
                fetch(expected);
                return this;
            }
            timers.cancel(Tick.DEADLINE);
            return end(outcome, reason, current());
        }

        @Override
        Behavior<Command> tick(Tick tick) {
            return tick != Tick.DEADLINE ? this : fail("%s sent no part of the model from byte %d on for %d s".formatted(
                formation.members().getFirst().member(), expected, SAVE_TIMEOUT.toSeconds()));
        }
    }

    private Behavior<Command> end(Outcome outcome, String reason, Optional<Formation> last) {
        for (Tick tick : Tick.values()) {
            timers.cancel(tick);
        }
        roster.everyone().forEach(worker -> worker.tell(new End(setup.run(), outcome, reason)));
        timers.startSingleTimer(Tick.DEADLINE, END_TIMEOUT);
        return new Ending(summary(outcome, reason, last)).whenAllAreGone();
    }

    private Summary summary(Outcome outcome, String reason, Optional<Formation> last) {
        return new Summary(
            outcome, reason, setup.run().value(), setup.job().name(), setup.job().seed(),
            last.map(formation -> formation.members().size()).orElse(0), last.map(Formation::nodes).orElse(0),
            totals.epochsDone(), totals.committed(),
            last.map(Formation::generation).orElse(Generation.NONE).number(), totals.samplesPerSecond(),
            totals.trainLoss(), totals.evalLoss(), totals.evalAccuracy(), totals.digest(), totals.traffic(),
            Duration.between(started, clock.instant()));
    }

    /// Waits until the workers have heard it, then writes the summary.
    private final class Ending extends State {

        private final Summary summary;
        private boolean closing;

        private Ending(Summary summary) {
            this.summary = summary;
        }

        private Behavior<Command> whenAllAreGone() {
            return roster.everyone().isEmpty() ? close() : this;
        }

        private Behavior<Command> close() {
            if (!closing) {
                closing = true;
                recorder.tell(new Recorder.Finish(
                    new RunEvent.Ended(clock.instant(), summary),
                    context.messageAdapter(Recorder.Written.class, Written::new)));
            }
            return this;
        }

        @Override
        Behavior<Command> written(Recorder.Written answer) {
            if (!closing) {
                return this;
            }
            announced = true;
            observer.tell(new RunEvent.Ended(clock.instant(), summary));
            return Behaviors.stopped();
        }

        @Override
        Behavior<Command> gone(ActorRef<WorkerMessage> worker) {
            roster = roster.without(worker);
            return whenAllAreGone();
        }

        @Override
        Behavior<Command> found(Set<ActorRef<WorkerMessage>> workers) {
            workers.stream().filter(worker -> !roster.knows(worker))
                .forEach(worker -> worker.tell(new End(setup.run(), summary.status(), summary.reason())));
            return this;
        }

        @Override
        Behavior<Command> prepared(Prepared prepared) {
            return this;
        }

        @Override
        Behavior<Command> fail(String reason) {
            return this;
        }

        @Override
        Behavior<Command> stop(String reason) {
            return this;
        }

        @Override
        Behavior<Command> changed(String reason) {
            return this;
        }

        @Override
        Behavior<Command> tick(Tick tick) {
            return tick == Tick.DEADLINE ? close() : this;
        }
    }

    private void emit(RunEvent event) {
        recorder.tell(new Recorder.Append(event));
        observer.tell(event);
    }
}
