package io.ringmaster.worker.collective;

import io.ringmaster.proto.Timings;
import java.time.Instant;
import java.util.List;

/// When a collective was on its way.
///
/// @param met   when both this member had begun it and its predecessor was first heard of in it
/// @param ended when its result was there
public record Passage(Instant met, Instant ended) {

    /// What became of the time that collectives took which were awaited together.
    ///
    /// @param from when this member had nothing else to do
    /// @param to   when all had ended
    public static Timings.Exchange timings(List<Passage> passages, Instant from, Instant to) {
        Instant firstMet = passages.stream().map(Passage::met).min(Instant::compareTo).orElse(to);
        Instant lastMet = earlier(to, passages.stream().map(Passage::met).max(Instant::compareTo).orElse(from));
        Instant lastEnded = passages.stream().map(Passage::ended).max(Instant::compareTo).orElse(from);
        Instant transferFrom = lastMet.isAfter(from) ? lastMet : from;
        return new Timings.Exchange(Timings.between(firstMet, earlier(from, lastEnded)), Timings.between(transferFrom, to),
            Timings.between(from, lastMet));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
