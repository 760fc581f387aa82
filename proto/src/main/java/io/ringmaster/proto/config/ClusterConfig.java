package io.ringmaster.proto.config;

import java.time.Duration;

/// Who works together, and how long each waits for the others.
///
/// @param nodes          processes that hold workers
/// @param workersPerNode workers in each of them
/// @param gatherTimeout  from the start until all workers have registered
/// @param prepareTimeout for a worker to read its data and build its replica
/// @param stepTimeout    for one step, from its plan to every worker's report
/// @param leaseSteps     how many steps ahead of the last report workers hold plans
public record ClusterConfig(
    int nodes,
    int workersPerNode,
    Duration gatherTimeout,
    Duration prepareTimeout,
    Duration stepTimeout,
    int leaseSteps) {

    private static final int MOST_NODES = 1024;
    private static final int MOST_WORKERS_PER_NODE = 256;
    private static final int MOST_LEASE_STEPS = 1024;

    static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
    static final Duration LONGEST_WAIT = Duration.ofDays(1);

    public ClusterConfig {
        Require.inRange("cluster.nodes", nodes, 1, MOST_NODES);
        Require.inRange("cluster.workers-per-node", workersPerNode, 1, MOST_WORKERS_PER_NODE);
        Require.inRange("cluster.gather-timeout", gatherTimeout, SHORTEST_WAIT, LONGEST_WAIT);
        Require.inRange("cluster.prepare-timeout", prepareTimeout, SHORTEST_WAIT, LONGEST_WAIT);
        Require.inRange("cluster.step-timeout", stepTimeout, SHORTEST_WAIT, LONGEST_WAIT);
        Require.inRange("cluster.lease-steps", leaseSteps, 1, MOST_LEASE_STEPS);
    }

    /// The world size.
    public int workers() {
        return nodes * workersPerNode;
    }
}
