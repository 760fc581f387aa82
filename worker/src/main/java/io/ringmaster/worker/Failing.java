package io.ringmaster.worker;

import akka.actor.typed.Behavior;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Step;
import io.ringmaster.worker.WorkerCommand.Awaited;
import io.ringmaster.worker.WorkerCommand.Deadline;
import io.ringmaster.worker.WorkerCommand.PartReceived;
import io.ringmaster.worker.WorkerCommand.Result;
import java.time.Duration;

/// Has told the coordinator that it can't go on, and waits to be let go.
final class Failing extends InRun {

    private static final Duration END_DEADLINE = Duration.ofSeconds(10);

    private final String reason;

    private Failing(Run run, Generation generation, String reason) {
        super(run, generation);
        this.reason = reason;
    }

    static Behavior<WorkerCommand> begin(Run run, Generation generation, Step step, String reason) {
        WorkerContext worker = run.worker();
        worker.actor().getLog().error("run {}, generation {}, step {}: {}", run.id(), generation, step, reason);
        run.timers().startSingleTimer(Deadline.END, END_DEADLINE);
        run.tell(new WorkerFailed(run.id(), worker.member(), step, reason));
        return new Failing(run, generation, reason);
    }

    @Override
    Behavior<WorkerCommand> awaited(Awaited awaited) {
        return switch (awaited) {
            case Deadline.END -> end(Outcome.FAILED, reason);
            case Result _, PartReceived _, Deadline _ -> this;
        };
    }

    /// The first reason is the one that counts.
    @Override
    Behavior<WorkerCommand> fail(Step step, String another) {
        return this;
    }

    @Override
    void release() {}
}
