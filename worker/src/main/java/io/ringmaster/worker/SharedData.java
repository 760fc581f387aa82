package io.ringmaster.worker;

import io.ringmaster.job.JobData;
import io.ringmaster.proto.config.JobConfig;
import java.util.HashMap;
import java.util.Map;

/// The data that all workers of a node read, opened by the first that asks and kept once.
///
/// Thread: any; who asks while another opens waits for it.
final class SharedData {

    private final Map<JobConfig, JobData> open = new HashMap<>();

    synchronized JobData of(WorkerJob job) {
        return open.computeIfAbsent(job.config(), _ -> job.data());
    }
}
