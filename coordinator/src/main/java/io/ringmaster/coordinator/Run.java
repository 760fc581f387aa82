package io.ringmaster.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import io.ringmaster.coordinator.CoordinatorCommand.Found;
import io.ringmaster.coordinator.CoordinatorCommand.Gone;
import io.ringmaster.coordinator.CoordinatorCommand.Lost;
import io.ringmaster.coordinator.membership.Candidate;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.membership.Roster;
import io.ringmaster.coordinator.observe.Recorder;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.coordinator.observe.Totals;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.End;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.proto.config.JobConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// One run, as the coordinator's states hand it on: who is in it, what it adds up to, and who hears of it.
///
/// State: the roster, the totals, and whether the end is announced; all else about a run is its current state's.
/// Thread: confined to the coordinator's.
final class Run {

    /// Who hears of every event.
    private record Listeners(ActorRef<RunEvent> observer, ActorRef<Recorder.Command> recorder) {}

    private final ActorContext<CoordinatorCommand> context;
    private final TimerScheduler<CoordinatorCommand> timers;
    private final RunSetup setup;
    private final Listeners listeners;
    private final InstantSource clock;
    private final Instant started;
    private final Totals totals = new Totals();
    private Roster roster = Roster.EMPTY;
    private boolean announced;

    private Run(
        ActorContext<CoordinatorCommand> context, TimerScheduler<CoordinatorCommand> timers, RunSetup setup,
        Listeners listeners, InstantSource clock) {
        this.context = context;
        this.timers = timers;
        this.setup = setup;
        this.listeners = listeners;
        this.clock = clock;
        started = clock.instant();
    }

    /// Opens the run's files and looks for workers.
    static Run begin(
        ActorContext<CoordinatorCommand> context, TimerScheduler<CoordinatorCommand> timers, RunSetup setup,
        ActorRef<RunEvent> observer, InstantSource clock) {
        ActorRef<Recorder.Command> recorder = context.spawn(
            Recorder.create(setup.directory(), setup.resolved()), "recorder", DispatcherSelector.blocking());
        context.watchWith(recorder, Lost.RECORDER);
        context.getSystem().receptionist().tell(Receptionist.subscribe(
            Directory.WORKERS, context.messageAdapter(Receptionist.Listing.class, Found::new)));
        return new Run(context, timers, setup, new Listeners(observer, recorder), clock);
    }

    // What it is made with

    ActorContext<CoordinatorCommand> context() {
        return context;
    }

    TimerScheduler<CoordinatorCommand> timers() {
        return timers;
    }

    ActorRef<Recorder.Command> recorder() {
        return listeners.recorder();
    }

    RunSetup setup() {
        return setup;
    }

    RunId id() {
        return setup.run();
    }

    JobConfig job() {
        return setup.job();
    }

    Instant started() {
        return started;
    }

    Instant now() {
        return clock.instant();
    }

    // Who is in it

    Roster roster() {
        return roster;
    }

    /// Takes in a worker that was found: asks it to prepare.
    void prepare(ActorRef<WorkerMessage> worker) {
        roster = roster.found(worker);
        context.watchWith(worker, new Gone(worker));
        worker.tell(new Prepare(id(), job(), context.getSelf().unsafeUpcast()));
    }

    /// A worker is prepared, and may be given a rank from now on.
    void ready(Candidate candidate) {
        roster = roster.ready(candidate);
        emit(new RunEvent.WorkerReady(now(), candidate.member(), "its model is built and its data open"));
    }

    /// A worker asks to leave.
    void leaving(Incarnation incarnation, String reason) {
        roster = roster.leaving(incarnation, reason);
    }

    /// Lets those go who asked to; nothing of theirs is under way.
    void release() {
        for (Candidate goer : roster.goers()) {
            String reason = roster.leaving().get(goer.member().incarnation());
            goer.worker().tell(new End(id(), Outcome.RELEASED, reason));
            emit(new RunEvent.WorkerLeft(now(), goer.member(), reason));
            context.unwatch(goer.worker());
            roster = roster.without(goer.worker());
        }
    }

    /// A worker is no more; returns what it was, where it was ready.
    Optional<Candidate> gone(ActorRef<WorkerMessage> worker) {
        Optional<Candidate> lost = Optional.ofNullable(roster.ready().get(worker));
        roster = roster.without(worker);
        return lost;
    }

    // What it adds up to

    Totals totals() {
        return totals;
    }

    /// How far it has come, to follow "it happened".
    String since() {
        return totals.committed().equals(Step.INITIAL)
            ? "before the first step was done" : "after step " + totals.committed();
    }

    /// @param last the generation that counted last, empty where none did
    Summary summary(Outcome outcome, String reason, Optional<Formation> last) {
        return new Summary(
            outcome, reason, id().value(), job().name(), job().seed(),
            last.map(formation -> formation.members().size()).orElse(0), last.map(Formation::nodes).orElse(0),
            totals.epochsDone(), totals.committed(),
            last.map(Formation::generation).orElse(Generation.NONE).number(), totals.samplesPerSecond(),
            totals.trainLoss(), totals.evalLoss(), totals.evalMetrics(), totals.digest(), totals.traffic(),
            Duration.between(started, now()));
    }

    // Who hears of it

    void emit(RunEvent event) {
        listeners.recorder().tell(new Recorder.Append(event));
        listeners.observer().tell(event);
    }

    /// Tells the observer that the run is over, with the summary that was told first.
    void announce(Summary summary) {
        if (!announced) {
            announced = true;
            listeners.observer().tell(ended(summary));
        }
    }

    RunEvent.Ended ended(Summary summary) {
        return new RunEvent.Ended(now(), summary, roster.names());
    }

    /// The actor stops: however it does, its observer hears of it.
    void stopped(Optional<Formation> last) {
        announce(summary(
            Outcome.FAILED, "the coordinator itself failed after step " + totals.committed(), last));
    }
}
