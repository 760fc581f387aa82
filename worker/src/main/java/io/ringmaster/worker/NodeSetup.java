package io.ringmaster.worker;

import io.ringmaster.tensor.Device;

/// What one process brings to a run.
///
/// @param node          its host and port in the cluster
/// @param workers       how many it holds
/// @param device        what they compute on
/// @param dataDirectory where its samples lie; empty: where the job says
/// @param jar           what it takes the classes of jobs from
public record NodeSetup(String node, int workers, Device device, String dataDirectory, JobJar jar) {

    public NodeSetup {
        if (workers < 1) {
            throw new IllegalArgumentException("a node with %d workers; it has 1 or more".formatted(workers));
        }
    }
}
