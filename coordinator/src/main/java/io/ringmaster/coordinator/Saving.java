package io.ringmaster.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import io.ringmaster.coordinator.CoordinatorCommand.Awaited;
import io.ringmaster.coordinator.CoordinatorCommand.Finished;
import io.ringmaster.coordinator.CoordinatorCommand.Part;
import io.ringmaster.coordinator.CoordinatorCommand.Tick;
import io.ringmaster.coordinator.CoordinatorCommand.Written;
import io.ringmaster.coordinator.membership.Candidate;
import io.ringmaster.coordinator.membership.Formation;
import io.ringmaster.coordinator.observe.Recorder;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.OfGeneration;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.WorkerMessage.FetchState;
import java.time.Duration;

/// Copies the model from rank 0, part by part, into the run's folder; then the run ends as was decided before.
final class Saving extends InGeneration {

    private static final Duration PART_TIMEOUT = Duration.ofSeconds(10);

    /// Who answers: rank 0 with parts, the recorder once each is written.
    private record Replies(ActorRef<StatePart> parts, ActorRef<Recorder.Written> written) {

        private static Replies to(ActorContext<CoordinatorCommand> context) {
            return new Replies(
                context.messageAdapter(StatePart.class, Part::new),
                context.messageAdapter(Recorder.Written.class, Written::new));
        }
    }

    private final Outcome outcome;
    private final String reason;
    private final Replies replies;
    private long expected;
    private boolean writing;
    private boolean last;

    private Saving(Run run, Formation formation, Outcome outcome, String reason, Replies replies) {
        super(run, formation);
        this.outcome = outcome;
        this.reason = reason;
        this.replies = replies;
    }

    static Behavior<CoordinatorCommand> begin(Run run, Formation formation, Outcome outcome, String reason) {
        run.timers().cancelAll();
        return new Saving(run, formation, outcome, reason, Replies.to(run.context())).fetch();
    }

    private Behavior<CoordinatorCommand> fetch() {
        run.timers().startSingleTimer(Tick.DEADLINE, PART_TIMEOUT);
        source().worker().tell(
            new FetchState(run.id(), formation.generation(), StateKind.MODEL, expected, replies.parts()));
        return this;
    }

    private Candidate source() {
        return formation.members().getFirst();
    }

    @Override
    Behavior<CoordinatorCommand> changed(String why) {
        return this;
    }

    @Override
    Behavior<CoordinatorCommand> stop(String why) {
        return this;
    }

    @Override
    Behavior<CoordinatorCommand> reported(OfGeneration report) {
        return switch (report) {
            case Formed _, StepDone _, Evaluated _, Stalled _ -> this;
        };
    }

    @Override
    Behavior<CoordinatorCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Part(var part) -> part(part);
            case Written(Recorder.Written(var problem)) -> written(problem);
            case Tick.DEADLINE -> fail(late());
            case Tick.QUORUM, Tick.BLAME -> this;
            case Finished _ -> this;
        };
    }

    private Behavior<CoordinatorCommand> part(StatePart part) {
        if (!writing && part.offset() == expected) {
            writing = true;
            last = part.isLast();
            expected += part.bytes().byteSize();
            run.recorder().tell(new Recorder.Model(part, replies.written()));
        }
        return this;
    }

    private Behavior<CoordinatorCommand> written(String problem) {
        if (!problem.isEmpty()) {
            return fail("the model can't be saved in %s: %s".formatted(run.setup().directory(), problem));
        }
        writing = false;
        return last ? Ending.begin(run, outcome, reason, current()) : fetch();
    }

    private String late() {
        return writing
            ? "the model can't be saved in %s: its part up to byte %d is still not written after %d s"
                .formatted(run.setup().directory(), expected, PART_TIMEOUT.toSeconds())
            : "%s sent no part of the model from byte %d on for %d s"
                .formatted(source().member(), expected, PART_TIMEOUT.toSeconds());
    }
}
