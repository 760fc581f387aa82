package io.ringmaster.coordinator.membership;

import io.ringmaster.coordinator.plan.ShardAssignment;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMember;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.StateSource;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.WorkerMessage.Form;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One generation, as it is proposed to its members.
///
/// @param members in rank order
/// @param holders who stands at the committed step already; the others copy its state from one of them
/// @param reason  why it was formed
public record Formation(
    Generation generation, Step committed, List<Candidate> members, Set<Incarnation> holders, ShardAssignment shards,
    String reason) {

    public Formation {
        members = List.copyOf(members);
        holders = Set.copyOf(holders);
    }

    /// Who trains in the next generation.
    ///
    /// At the initial step everyone holds the state: it follows from the seed.
    ///
    /// @param last the generation before, empty at the start of a run
    public static Formation next(
        Optional<Formation> last, Collection<Candidate> candidates, Step committed, int shards, String reason) {
        List<Candidate> members = RingOrder.of(candidates);
        Collection<Candidate> before = last.map(Formation::members).orElse(members);
        Set<Incarnation> holders = (committed.equals(Step.INITIAL) ? members : before).stream()
            .map(one -> one.member().incarnation()).collect(Collectors.toSet());
        return new Formation(
            last.map(Formation::generation).orElse(Generation.NONE).next(), committed, members, holders,
            ShardAssignment.even(shards, members.size()), reason);
    }

    /// Whether someone is left who has the state.
    public boolean hasState() {
        return members.stream().anyMatch(this::holds);
    }

    public Form toMember(RunId run, Rank rank) {
        List<RingMember> ring = members.stream().map(Candidate::ringMember).toList();
        StateSource state = holds(members.get(rank.index()))
            ? new StateSource.Own()
            : new StateSource.Peer(members.stream().filter(this::holds).findFirst().orElseThrow().worker());
        return new Form(run, generation, rank, ring, committed, state);
    }

    public Optional<Rank> rankOf(Candidate candidate) {
        int place = members.indexOf(candidate);
        return place < 0 ? Optional.empty() : Optional.of(new Rank(place));
    }

    /// How many JVMs the members live in.
    public int nodes() {
        return (int) members.stream().map(one -> one.member().node()).distinct().count();
    }

    private boolean holds(Candidate candidate) {
        return holders.contains(candidate.member().incarnation());
    }
}
