package io.ringmaster.worker;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;

/// What all states do: however the actor stops, its compute thread does too.
abstract class WorkerState extends AbstractOnMessageBehavior<WorkerCommand> {

    final WorkerContext worker;

    WorkerState(WorkerContext worker) {
        super(worker.actor());
        this.worker = worker;
    }

    @Override
    public final Behavior<WorkerCommand> onSignal(Signal signal) {
        if (signal instanceof PostStop) {
            worker.compute().close();
        }
        return this;
    }
}
