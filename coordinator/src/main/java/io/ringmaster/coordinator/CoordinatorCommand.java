package io.ringmaster.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import io.ringmaster.coordinator.observe.Recorder;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.WorkerMessage;

/// Everything that happens to a [Coordinator].
sealed interface CoordinatorCommand {

    record Received(CoordinatorMessage message) implements CoordinatorCommand {}

    /// Which workers the receptionist knows.
    record Found(Receptionist.Listing listing) implements CoordinatorCommand {}

    record Gone(ActorRef<WorkerMessage> worker) implements CoordinatorCommand {}

    /// Who is no more that no run can do without.
    enum Lost implements CoordinatorCommand { RECORDER }

    /// What comes because a state has asked for it.
    sealed interface Awaited extends CoordinatorCommand {}

    record Part(StatePart part) implements Awaited {}

    record Written(Recorder.Written answer) implements Awaited {}

    record Finished(Recorder.Finished answer) implements Awaited {}

    /// Which timer is due.
    enum Tick implements Awaited { QUORUM, DEADLINE, BLAME }
}
