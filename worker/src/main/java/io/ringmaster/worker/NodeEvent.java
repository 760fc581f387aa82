package io.ringmaster.worker;

import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;

/// What the process that holds a node may tell people.
public sealed interface NodeEvent {

    /// A worker is prepared for a run.
    record Joined(Member member, RunId run) implements NodeEvent {}

    /// A worker stands at its place in a generation.
    record Entered(Member member, Generation generation, Rank rank, int worldSize, Step committed) implements NodeEvent {}

    /// All workers of the node have ended; the worst outcome and its reason. Nothing follows.
    record Ended(Outcome outcome, String reason) implements NodeEvent {}
}
