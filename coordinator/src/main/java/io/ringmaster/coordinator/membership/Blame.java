package io.ringmaster.coordinator.membership;

import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.Rank;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Whose silence stops the ring.
///
/// Everyone on a stalled ring waits for a neighbour, who mostly waits in turn. The one at fault is waited for and does
/// not itself report that it waits.
///
/// @param ranks  those at fault, ascending
/// @param reason what was reported, as a sentence
public record Blame(List<Rank> ranks, String reason) {

    public static Blame of(Collection<Stalled> reports) {
        Set<Rank> waiting = reports.stream().map(Stalled::rank).collect(Collectors.toSet());
        List<Rank> silent = reports.stream().map(Stalled::waitsFor).distinct()
            .filter(rank -> !waiting.contains(rank)).sorted().toList();
        Stalled first = reports.stream()
            .filter(report -> silent.isEmpty() || silent.contains(report.waitsFor()))
            .max(Comparator.comparing(Stalled::silent).thenComparing(Stalled::rank)).orElseThrow();
        String reason = "step %s, %s: rank %s waits for rank %s, silent for %.1f s".formatted(
            first.step(), first.what(), first.rank(), first.waitsFor(), first.silent().toMillis() / 1e3);
        return new Blame(silent.isEmpty() ? List.of(first.waitsFor()) : silent, reason);
    }
}
