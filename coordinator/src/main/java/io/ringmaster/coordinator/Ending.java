package io.ringmaster.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.Behaviors;
import io.ringmaster.coordinator.CoordinatorCommand.Finished;
import io.ringmaster.coordinator.CoordinatorCommand.Found;
import io.ringmaster.coordinator.CoordinatorCommand.Gone;
import io.ringmaster.coordinator.CoordinatorCommand.Lost;
import io.ringmaster.coordinator.CoordinatorCommand.Part;
import io.ringmaster.coordinator.CoordinatorCommand.Received;
import io.ringmaster.coordinator.CoordinatorCommand.Tick;
import io.ringmaster.coordinator.CoordinatorCommand.Written;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.observe.Recorder;
import io.ringmaster.coordinator.observe.Summary;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.End;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// The run is over: waits until the workers have heard it, then writes the summary. Nothing changes the outcome now.
final class Ending extends AbstractOnMessageBehavior<CoordinatorCommand> {

    private static final Duration END_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(10);

    private final Run run;
    private final Summary summary;
    private boolean closing;

    private Ending(Run run, Summary summary) {
        super(run.context());
        this.run = run;
        this.summary = summary;
    }

    /// @param last the generation that counted last, empty where none did
    static Behavior<CoordinatorCommand> begin(Run run, Outcome outcome, String reason, Optional<Formation> last) {
        run.timers().cancelAll();
        run.timers().startSingleTimer(Tick.DEADLINE, END_TIMEOUT);
        Ending ending = new Ending(run, run.summary(outcome, reason, last));
        run.roster().everyone().forEach(ending::dismiss);
        return ending.whenAllAreGone();
    }

    private void dismiss(ActorRef<WorkerMessage> worker) {
        worker.tell(new End(run.id(), summary.status(), summary.reason()));
    }

    @Override
    public Behavior<CoordinatorCommand> onMessage(CoordinatorCommand command) {
        return switch (command) {
            case Gone(var worker) -> {
                run.gone(worker);
                yield whenAllAreGone();
            }
            case Found(var listing) -> found(listing.getServiceInstances(Directory.WORKERS));
            case Finished _ -> finish();
            case Tick.DEADLINE -> closing
                ? finishWithout("the recorder has not answered for %d s".formatted(WRITE_TIMEOUT.toSeconds())) : closeWithout();
            case Lost.RECORDER -> closing ? finishWithout("the recorder is no more") : this;
            case Tick.QUORUM, Tick.BLAME -> this;
            case Received _, Part _, Written _ -> this;
        };
    }

    @Override
    public Behavior<CoordinatorCommand> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            run.stopped(Optional.empty());
        }
        return this;
    }

    /// Who comes now is sent away.
    private Behavior<CoordinatorCommand> found(Set<ActorRef<WorkerMessage>> workers) {
        workers.stream().filter(worker -> !run.roster().knows(worker)).forEach(this::dismiss);
        return this;
    }

    private Behavior<CoordinatorCommand> whenAllAreGone() {
        return run.roster().everyone().isEmpty() ? close() : this;
    }

    private Behavior<CoordinatorCommand> closeWithout() {
        getContext().getLog().warn("run {}: the end of {} was not heard of within {} s", run.id(), run.roster().names(),
            END_TIMEOUT.toSeconds());
        return close();
    }

    private Behavior<CoordinatorCommand> close() {
        if (!closing) {
            closing = true;
            run.timers().startSingleTimer(Tick.DEADLINE, WRITE_TIMEOUT);
            // Watched anew: where it is gone already, its end is told again.
            getContext().watchWith(run.recorder(), Lost.RECORDER);
            run.recorder().tell(new Recorder.Finish(
                run.ended(summary),
                getContext().messageAdapter(Recorder.Finished.class, Finished::new)));
        }
        return this;
    }

    private Behavior<CoordinatorCommand> finishWithout(String why) {
        getContext().getLog().error("run {}: no summary is written in {}: {}", run.id(), run.setup().directory(), why);
        return finish();
    }

    private Behavior<CoordinatorCommand> finish() {
        run.announce(summary);
        return Behaviors.stopped();
    }
}
