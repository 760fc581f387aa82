package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.worker.parallel.Loader;

/// What a worker holds for its run: data, replica, and one generation's training loop after another.
///
/// State: the replica and the newest loop, until closed.
/// Thread: the compute thread alone.
final class Trainer implements AutoCloseable {

    private final JobConfig job;
    private final Device device;
    private final JobData data;
    private final Replica replica;
    private Runnable endLoop = () -> {};

    private Trainer(JobConfig job, Device device, JobData data, Replica replica) {
        this.job = job;
        this.device = device;
        this.data = data;
        this.replica = replica;
    }

    static Trainer prepare(WorkerJob job, Device device, SharedData shared) {
        JobData data = shared.of(job);
        return new Trainer(job.config(), device, data, Replica.build(job, data, device));
    }

    Replica replica() {
        return replica;
    }

    Preparation preparation() {
        return new Preparation(data.train().size(), data.eval().size(), data.fingerprint(), replica.parameterCount(),
            replica.digest());
    }

    /// A loop for the next generation. The one before is closed: it was cancelled and no work of it is under way.
    TrainingLoop enter(TrainingLoop.Place place) {
        endLoop.run();
        Loader loader = Loader.start(data.train(), job.seed(), Backends.of(device).allocator(),
            Thread.currentThread().getName().replace("compute", "loader"));
        TrainingLoop loop = new TrainingLoop(job, place, replica, data, loader);
        endLoop = loop::close;
        return loop;
    }

    Step committed() {
        return replica.committed();
    }

    @Override
    public void close() {
        endLoop.run();
        replica.close();
    }
}
