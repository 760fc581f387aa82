package io.ringmaster.worker.bench;

import java.util.List;

/// What one process's members tell.
public sealed interface AllReduceEvent {

    /// All members have found each other.
    ///
    /// @param ring each member's edge to its successor, in the order of ranks
    record Placed(List<Edge> ring) implements AllReduceEvent {

        public Placed {
            ring = List.copyOf(ring);
        }
    }

    /// A size is done, as this process's first member saw it.
    record Measured(AllReduceFigures figures) implements AllReduceEvent {}

    /// All members of this process are done with all sizes. Nothing follows.
    record Ended() implements AllReduceEvent {}

    /// A member can't go on. Nothing follows.
    record Failed(String reason) implements AllReduceEvent {}
}
