package io.ringmaster.worker;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import io.ringmaster.proto.Directory;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.tensor.Device;
import io.ringmaster.worker.WorkerCommand.LeaveAsked;
import io.ringmaster.worker.WorkerCommand.Received;
import java.time.InstantSource;

/// Trains one replica in one run, as the run's coordinator says.
///
/// ```
/// Idle --prepare--> Preparing --built--> Ready --form--> Entering --stands at the step--> Placed
///                                                           |                               ^
///                                                           '---> Restoring ---restored-----'
///
/// Entering, Restoring, Placed --newer form--> Entering
/// Preparing ... Placed --fault--> Failing
/// Preparing ... Failing --end, coordinator lost or silent--> Closing --all freed--> stopped
/// ```
/// Each state has a file of its name. [InRun] has what they share from Preparing on, [Equipped] what some of them do,
/// [Run] what outlives them. A state's static `begin` does what entering it takes, and returns it; a state that takes
/// nothing is just made.
///
/// It keeps order and deadlines; its compute thread does the work, its ring moves the gradients.
final class Worker {

    /// What a worker is made with.
    record Setup(Member member, NodeSetup source, SharedData data, Listeners listeners, InstantSource clock) {

        Device device() {
            return source.device();
        }
    }

    /// Whom it tells besides the coordinator.
    record Listeners(ActorRef<Node.Command> node, ActorRef<NodeEvent> observer) {}

    private Worker() {}

    static Behavior<WorkerMessage> create(Setup setup) {
        Behavior<WorkerCommand> behavior = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ComputeThread compute = ComputeThread.start("worker-%d-compute".formatted(setup.member().worker()), setup.device());
            WorkerContext worker = new WorkerContext(context, timers, setup, compute);
            context.getSystem().receptionist().tell(Receptionist.register(Directory.WORKERS, worker.self()));
            return new Idle(worker);
        }));
        return Behaviors.transformMessages(WorkerMessage.class, behavior, wire -> wire.matchAny(Received::new));
    }

    /// Lets a worker of this process ask to be released.
    static void leave(ActorRef<WorkerMessage> worker, String reason) {
        worker.<WorkerCommand>unsafeUpcast().tell(new LeaveAsked(reason));
    }
}
