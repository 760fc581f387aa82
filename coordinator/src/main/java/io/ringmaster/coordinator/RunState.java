package io.ringmaster.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import io.ringmaster.coordinator.CoordinatorCommand.Awaited;
import io.ringmaster.coordinator.CoordinatorCommand.Found;
import io.ringmaster.coordinator.CoordinatorCommand.Gone;
import io.ringmaster.coordinator.CoordinatorCommand.Lost;
import io.ringmaster.coordinator.CoordinatorCommand.Part;
import io.ringmaster.coordinator.CoordinatorCommand.Received;
import io.ringmaster.coordinator.membership.Agreement;
import io.ringmaster.coordinator.membership.Candidate;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.CoordinatorMessage.OfGeneration;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.Stop;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage;
import java.util.Optional;
import java.util.Set;

/// A run until it ends: workers are found, prepare, ask to leave and are lost in any state.
///
/// What belongs to another run or to another generation is dropped in [#onMessage] and nowhere else.
abstract class RunState extends AbstractOnMessageBehavior<CoordinatorCommand> {

    final Run run;

    RunState(Run run) {
        super(run.context());
        this.run = run;
    }

    /// The generation that counts in this state, empty before the first.
    abstract Optional<Formation> current();

    /// Someone is ready who was not, or wants to leave.
    abstract Behavior<CoordinatorCommand> changed(String reason);

    /// Somebody wants the run to end at the next boundary.
    abstract Behavior<CoordinatorCommand> stop(String reason);

    /// A member says something of the generation that counts.
    abstract Behavior<CoordinatorCommand> reported(OfGeneration report);

    /// Something comes that this state, or one before it, has asked for.
    abstract Behavior<CoordinatorCommand> awaited(Awaited awaited);

    @Override
    public final Behavior<CoordinatorCommand> onMessage(CoordinatorCommand command) {
        return switch (command) {
            case Received(var message) when isOfAnotherRun(message.run()) -> this;
            case Received(OfGeneration report) -> counts(report.generation()) ? reported(report) : this;
            case Received(Prepared prepared) -> prepared(prepared);
            case Received(Leave leave) -> leave(leave);
            case Received(Stop(_, var outcome, var reason)) -> outcome == Outcome.FAILED ? fail(reason) : stop(reason);
            case Received(WorkerFailed(_, var member, var step, var reason)) -> fail(step.equals(Step.INITIAL)
                ? "%s: %s".formatted(member, reason)
                : "%s failed at step %s: %s".formatted(member, step, reason));
            case Found(var listing) -> found(listing.getServiceInstances(Directory.WORKERS));
            case Gone(var worker) -> run.gone(worker).map(this::lost).orElse(this);
            case Lost.RECORDER -> fail(
                "the recorder stopped by a fault of its own, so nothing is written in %s; this process's log has it"
                    .formatted(run.setup().directory()));
            case Part(var part) when isOfAnotherRun(part.run()) || !counts(part.generation()) -> this;
            case Awaited awaited -> awaited(awaited);
        };
    }

    private boolean isOfAnotherRun(RunId other) {
        return !other.equals(run.id());
    }

    private boolean counts(Generation generation) {
        return current().filter(formation -> formation.generation().equals(generation)).isPresent();
    }

    @Override
    public final Behavior<CoordinatorCommand> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            run.stopped(current());
        }
        return this;
    }

    private Behavior<CoordinatorCommand> found(Set<ActorRef<WorkerMessage>> workers) {
        workers.stream().filter(worker -> !run.roster().knows(worker)).forEach(run::prepare);
        return this;
    }

    /// Who was never asked, or is gone by now, gets no rank.
    private Behavior<CoordinatorCommand> prepared(Prepared prepared) {
        if (!run.roster().preparing().contains(prepared.worker())) {
            return this;
        }
        Candidate candidate =
            new Candidate(prepared.member(), prepared.worker(), prepared.ring(), prepared.preparation());
        for (Candidate other : run.roster().ready().values()) {
            if (Agreement.between(other, candidate) instanceof Agreement.Differs(var reason)) {
                return fail(reason);
            }
        }
        run.ready(candidate);
        return changed("%s joins".formatted(candidate.member()));
    }

    /// Who still prepares goes once it is ready; who is not known needs no boundary to go at.
    private Behavior<CoordinatorCommand> leave(Leave leave) {
        run.leaving(leave.incarnation(), leave.reason());
        return run.roster().candidate(leave.incarnation()).isPresent()
            ? changed("a worker leaves: " + leave.reason()) : this;
    }

    /// Someone who was ready is no more.
    Behavior<CoordinatorCommand> lost(Candidate worker) {
        run.emit(new RunEvent.WorkerLost(
            run.now(), worker.member(), "%s disappeared %s".formatted(worker.member(), run.since())));
        return this;
    }

    final Behavior<CoordinatorCommand> fail(String reason) {
        return Ending.begin(run, Outcome.FAILED, reason, current());
    }
}
