package io.ringmaster.coordinator;

import akka.actor.typed.Behavior;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Step;

/// Hands out no more. Leaves when all that was handed out is done: then every member stands at the same step.
final class Draining extends Working {

    /// What follows.
    sealed interface Purpose {}

    /// The next generation, for who has joined or wants to leave.
    record Reform(String reason) implements Purpose {}

    /// The end of the run, which somebody has asked for.
    record Stop(String reason) implements Purpose {}

    private final Purpose purpose;

    private Draining(Run run, GenerationWork work, Purpose purpose) {
        super(run, work);
        this.purpose = purpose;
    }

    static Behavior<CoordinatorCommand> begin(Run run, GenerationWork work, Purpose purpose) {
        return new Draining(run, work, purpose).advance();
    }

    @Override
    Behavior<CoordinatorCommand> changed(String reason) {
        return switch (purpose) {
            case Reform _ -> new Draining(run, work, new Reform(reason));
            case Stop _ -> this;
        };
    }

    @Override
    Behavior<CoordinatorCommand> stop(String reason) {
        return new Draining(run, work, new Stop(reason));
    }

    @Override
    Behavior<CoordinatorCommand> advance() {
        if (!work.isDrained()) {
            return this;
        }
        return switch (purpose) {
            case Reform(var reason) -> {
                run.release();
                yield Forming.begin(run, work, reason);
            }
            case Stop(var reason) -> run.totals().committed().equals(Step.INITIAL)
                ? Ending.begin(run, Outcome.STOPPED, reason, current())
                : Saving.begin(run, formation, Outcome.STOPPED, reason);
        };
    }
}
