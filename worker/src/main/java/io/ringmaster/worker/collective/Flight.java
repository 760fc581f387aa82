package io.ringmaster.worker.collective;

import io.ringmaster.proto.RingMessage;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// A collective that is under way.
///
/// Thread: confined to its ring's.
final class Flight {

    final AllReduce algorithm;
    final Outflow.Lane lane;
    final CompletableFuture<Passage> done;
    final Instant begun;
    private Instant met = Instant.MAX;

    Flight(AllReduce algorithm, Outflow.Lane lane, CompletableFuture<Passage> done, Instant begun) {
        this.algorithm = algorithm;
        this.lane = lane;
        this.done = done;
        this.begun = begun;
    }

    /// Uses a chunk from the predecessor. Throws [RingException] where it is none that is waited for.
    void accept(RingMessage.Chunk chunk, Instant now) {
        algorithm.accept(chunk);
        if (met.equals(Instant.MAX)) {
            met = now;
        }
    }

    /// Alone in its ring, a member meets itself as it begins.
    void complete(Instant now) {
        done.complete(new Passage(met.equals(Instant.MAX) ? begun : met, now));
    }
}
