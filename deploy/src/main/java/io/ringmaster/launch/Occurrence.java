package io.ringmaster.launch;

import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.worker.NodeEvent;

/// What a process that takes part in a run hears, from wherever, for its one control loop.
public sealed interface Occurrence {

    /// The coordinator of this process says what happens in the run.
    record OfRun(RunEvent event) implements Occurrence {}

    /// The workers of this process say what happens to them.
    record OfNode(NodeEvent event) implements Occurrence {}

    /// This process is a member of the cluster.
    record Joined() implements Occurrence {}

    /// An actor has ended that the process needs for as long as the run lasts.
    record Lost(String what) implements Occurrence {}

    /// The actor system has ended: the cluster has removed this process, or the process itself closed it.
    record Disconnected() implements Occurrence {}

    /// A process started by this one has ended.
    ///
    /// @param node which of the run's nodes, from 1: the first is the process that started the others
    record NodeExited(int node, long pid, int code) implements Occurrence {}

    /// Somebody asks this process to end.
    record Interrupted() implements Occurrence {}
}
