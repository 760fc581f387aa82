package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.WorkerMessage;

/// What a worker has in any state, in a run or not.
///
/// @param compute its thread; ends with it
record WorkerContext(
    ActorContext<WorkerCommand> actor, TimerScheduler<WorkerCommand> timers, Worker.Setup setup, ComputeThread compute) {

    ActorRef<WorkerMessage> self() {
        return actor.getSelf().unsafeUpcast();
    }

    Member member() {
        return setup.member();
    }

    /// Tells people.
    void tell(NodeEvent event) {
        setup.listeners().observer().tell(event);
    }

    /// Tells the node how it went, and ends.
    Behavior<WorkerCommand> stop(Outcome outcome, String reason) {
        setup.listeners().node().tell(new Node.WorkerEnded(self(), outcome, reason));
        return Behaviors.stopped(compute::close);
    }
}
