package io.ringmaster.worker;

import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.JobConfig;
import java.util.HashMap;
import java.util.Map;

/// The data that all workers of a node read, opened by the first that asks and kept once.
///
/// Thread: any; who asks while another opens waits for it.
final class SharedData {

    private final String directory;
    private final Map<Source, TrainingData> open = new HashMap<>();

    private record Source(DataConfig data, long seed) {}

    /// @param directory the folder to read from; empty: the one that the job names
    SharedData(String directory) {
        this.directory = directory;
    }

    synchronized TrainingData of(JobConfig job) {
        return open.computeIfAbsent(new Source(job.data(), job.seed()), _ -> TrainingData.open(job, directory));
    }
}
