package io.ringmaster.coordinator.membership;

import akka.actor.typed.ActorRef;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.WorkerMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Every worker the coordinator knows, by how far it has come. Immutable.
///
/// @param preparing found, asked to prepare, not ready yet
/// @param ready     may be given a rank
/// @param leaving   of those ready, who has asked to leave, and why
/// @param gone      who was known and is no more; a listing that still names one is late
public record Roster(
    Set<ActorRef<WorkerMessage>> preparing,
    Map<ActorRef<WorkerMessage>, Candidate> ready,
    Map<Incarnation, String> leaving,
    Set<ActorRef<WorkerMessage>> gone) {

    public static final Roster EMPTY = new Roster(Set.of(), Map.of(), Map.of(), Set.of());

    public Roster {
        preparing = Set.copyOf(preparing);
        ready = Map.copyOf(ready);
        leaving = Map.copyOf(leaving);
        gone = Set.copyOf(gone);
    }

    public boolean knows(ActorRef<WorkerMessage> worker) {
        return preparing.contains(worker) || ready.containsKey(worker) || gone.contains(worker);
    }

    public Roster found(ActorRef<WorkerMessage> worker) {
        Set<ActorRef<WorkerMessage>> more = new HashSet<>(preparing);
        more.add(worker);
        return new Roster(more, ready, leaving, gone);
    }

    public Roster ready(Candidate candidate) {
        Set<ActorRef<WorkerMessage>> fewer = new HashSet<>(preparing);
        fewer.remove(candidate.worker());
        Map<ActorRef<WorkerMessage>, Candidate> more = new HashMap<>(ready);
        more.put(candidate.worker(), candidate);
        return new Roster(fewer, more, leaving, gone);
    }

    public Roster leaving(Incarnation incarnation, String reason) {
        Map<Incarnation, String> more = new HashMap<>(leaving);
        more.put(incarnation, reason);
        return new Roster(preparing, ready, more, gone);
    }

    public Roster without(ActorRef<WorkerMessage> worker) {
        Set<ActorRef<WorkerMessage>> others = new HashSet<>(preparing);
        others.remove(worker);
        Map<ActorRef<WorkerMessage>, Candidate> rest = new HashMap<>(ready);
        Map<Incarnation, String> stillLeaving = new HashMap<>(leaving);
        Optional.ofNullable(rest.remove(worker)).ifPresent(lost -> stillLeaving.remove(lost.member().incarnation()));
        Set<ActorRef<WorkerMessage>> moreGone = new HashSet<>(gone);
        moreGone.add(worker);
        return new Roster(others, rest, stillLeaving, moreGone);
    }

    public Optional<Candidate> candidate(Incarnation incarnation) {
        return ready.values().stream().filter(one -> one.member().incarnation().equals(incarnation)).findAny();
    }

    /// Those who are ready and have not asked to leave.
    public Collection<Candidate> staying() {
        return ready.values().stream().filter(one -> !leaving.containsKey(one.member().incarnation())).toList();
    }

    /// Those who are ready and have asked to leave.
    public Collection<Candidate> goers() {
        return ready.values().stream().filter(one -> leaving.containsKey(one.member().incarnation())).toList();
    }

    /// Everyone, however far.
    public List<ActorRef<WorkerMessage>> everyone() {
        List<ActorRef<WorkerMessage>> all = new ArrayList<>(preparing);
        all.addAll(ready.keySet());
        return all;
    }

    /// Everyone's name, for people.
    public List<String> names() {
        return Stream.concat(preparing.stream().map(worker -> worker.path().toString()),
            ready.values().stream().map(candidate -> candidate.member().toString())).toList();
    }
}
