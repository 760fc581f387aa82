package io.ringmaster.launch;

import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.worker.NodeEvent;
import io.ringmaster.worker.bench.AllReduceEvent;
import java.util.List;
import java.util.Set;

/// What a process that takes part in a run hears, from wherever, for its one control loop.
public sealed interface Occurrence {

    /// The coordinator of this process says what happens in the run.
    record OfRun(RunEvent event) implements Occurrence {}

    /// The workers of this process say what happens to them.
    record OfNode(NodeEvent event) implements Occurrence {}

    /// The members of an all-reduce benchmark in this process say how far they are.
    record OfAllReduce(AllReduceEvent event) implements Occurrence {}

    /// This process is a member of the cluster.
    record Joined() implements Occurrence {}

    /// An actor has ended that the process needs for as long as the run lasts.
    record Lost(String what) implements Occurrence {}

    /// The actor system has ended: the cluster has removed this process, or the process itself closed it.
    record Disconnected() implements Occurrence {}

    /// A process started by this one has ended.
    ///
    /// @param node      which of the run's nodes, from 1: the first is the process that started the others
    /// @param lastWords what it printed last on standard error, or its JVM when that broke down
    record NodeExited(int node, long pid, int code, List<String> lastWords) implements Occurrence {

        /// The signals by which somebody ends a process, who knows why: interrupt, kill, terminate.
        private static final Set<Integer> SOMEBODYS = Set.of(2, 9, 15);

        public NodeExited {
            lastWords = List.copyOf(lastWords);
        }

        /// How it ended, as the end of a sentence.
        public String how() {
            int signal = ShutdownSignal.signal(code);
            return signal > 0 ? "was ended by signal " + signal : "exited with code " + code;
        }

        /// Whether it ended by itself, so that its last words may say why.
        public boolean byItself() {
            return !SOMEBODYS.contains(ShutdownSignal.signal(code));
        }
    }

    /// Somebody asks this process to end.
    ///
    /// @param signal by which
    record Interrupted(int signal) implements Occurrence {}

    /// The process that started this one has ended.
    record Orphaned() implements Occurrence {}
}
