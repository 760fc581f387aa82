package io.ringmaster.coordinator;

import io.ringmaster.proto.RunId;
import io.ringmaster.proto.config.JobConfig;
import java.nio.file.Path;

/// What a run is given to begin with.
///
/// @param resolved  the job as text, every key with its value: what `job.conf` will hold
/// @param directory where the run leaves its files; it exists and is the run's alone
public record RunSetup(RunId run, JobConfig job, String resolved, Path directory) {}
