package io.ringmaster.worker;

import akka.actor.typed.javadsl.TimerScheduler;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Traffic;
import io.ringmaster.proto.WorkerMessage;
import io.ringmaster.proto.WorkerMessage.FetchState;
import io.ringmaster.proto.WorkerMessage.Prepare;
import io.ringmaster.proto.codec.WireMeter;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.worker.WorkerCommand.Built;
import io.ringmaster.worker.WorkerCommand.Closed;
import io.ringmaster.worker.WorkerCommand.Computed;
import io.ringmaster.worker.WorkerCommand.Faulted;
import io.ringmaster.worker.WorkerCommand.Lost;
import io.ringmaster.worker.WorkerCommand.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/// The run that a worker is in, as its states hand it on.
///
/// State: the step it stands at, what it has sent, requests that came early, and the trainer, which it frees.
/// Thread: confined to the actor's; what is given to [#compute] runs on the compute thread.
final class Run {

    private static final int MOST_EARLY_REQUESTS = 64;

    private final WorkerContext worker;
    private final Prepare assignment;
    private final List<FetchState> early = new ArrayList<>();

    /// Confined to the compute thread.
    private final List<Trainer> owned = new ArrayList<>();

    private Supplier<Traffic> sentSoFar = () -> Traffic.NONE;
    private Step committed = Step.INITIAL;

    Run(WorkerContext worker, Prepare assignment) {
        this.worker = worker;
        this.assignment = assignment;
    }

    WorkerContext worker() {
        return worker;
    }

    TimerScheduler<WorkerCommand> timers() {
        return worker.timers();
    }

    RunId id() {
        return assignment.run();
    }

    JobConfig job() {
        return assignment.job();
    }

    // Its coordinator

    void watchCoordinator() {
        worker.actor().watchWith(assignment.coordinator(), Lost.COORDINATOR);
    }

    /// Where the coordinator is, or was.
    String coordinatorAddress() {
        return assignment.coordinator().path().address().toString();
    }

    void tell(CoordinatorMessage message) {
        assignment.coordinator().tell(message);
    }

    /// Answers the coordinator of another run that wants this worker; drops what else concerns another run.
    void refuse(WorkerMessage message) {
        if (message instanceof Prepare(var other, _, var coordinator)) {
            coordinator.tell(new WorkerFailed(other, worker.member(), Step.INITIAL,
                "%s is busy with run %s; a worker takes part in one run at a time".formatted(worker.member(), id())));
        }
    }

    // How far it is

    /// The step this worker stands at, as far as the actor knows.
    Step committed() {
        return committed;
    }

    void standsAt(Step step) {
        committed = step;
    }

    /// What it sends as another rank from now on adds to what it has sent as those before.
    SentTraffic sendsAs(Rank rank) {
        SentTraffic sent = SentTraffic.from(WireMeter.get(worker.actor().getSystem()), rank, sentSoFar.get());
        sentSoFar = sent::traffic;
        return sent;
    }

    // Requests for its state

    /// Keeps a request for the state of a generation that this worker has yet to take its place in.
    void hold(FetchState request) {
        if (early.size() < MOST_EARLY_REQUESTS) {
            early.add(request);
        }
    }

    /// The requests that were kept for this generation; those for older ones are void.
    List<FetchState> held(Generation generation) {
        List<FetchState> due = early.stream().filter(request -> request.generation().equals(generation)).toList();
        early.removeIf(request -> request.generation().compareTo(generation) <= 0);
        return due;
    }

    // Its compute thread

    /// Builds the trainer.
    void build() {
        compute(Generation.NONE, () -> {
            Worker.Setup setup = worker.setup();
            WorkerJob job = WorkerJob.of(job(), setup.source().jar(), setup.source().dataDirectory());
            Trainer trainer = Trainer.prepare(job, setup.device(), setup.data());
            owned.add(trainer);
            return new Built(trainer, trainer.preparation());
        });
    }

    /// Frees the trainer, where there is one, after all that was given to the thread before.
    void free() {
        compute(Generation.NONE, () -> {
            owned.forEach(Trainer::close);
            owned.clear();
            return new Closed();
        });
    }

    /// Computes at the step where the worker stands.
    void compute(Generation generation, Supplier<Result> work) {
        compute(generation, committed, work);
    }

    /// Computes, after all that was given to the thread before; what comes of it is a [Computed].
    ///
    /// @param step that is named where it fails
    void compute(Generation generation, Step step, Supplier<Result> work) {
        worker.actor().pipeToSelf(worker.compute().submit(work), (result, failure) ->
            new Computed(generation, failure == null ? result : new Faulted(step, causeOf(failure))));
    }

    private static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? causeOf(failure.getCause()) : failure;
    }
}
