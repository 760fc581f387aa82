package io.ringmaster.coordinator.membership;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// The order of a ring: workers of one JVM, then of one host, stand side by side, so that each JVM and each host has
/// one link in and one out whatever the number of its workers.
public final class RingOrder {

    private static final Comparator<Candidate> ORDER = Comparator
        .comparing((Candidate candidate) -> candidate.member().node())
        .thenComparingInt(candidate -> candidate.member().worker())
        .thenComparing(candidate -> candidate.member().incarnation().id());

    private RingOrder() {}

    public static List<Candidate> of(Collection<Candidate> candidates) {
        return candidates.stream().sorted(ORDER).toList();
    }
}
