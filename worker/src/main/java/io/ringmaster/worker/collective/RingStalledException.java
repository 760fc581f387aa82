package io.ringmaster.worker.collective;

import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Rank;
import java.time.Duration;

/// A neighbour has been silent past the deadline.
public final class RingStalledException extends RuntimeException {

    private final Rank waitsFor;
    private final String what;
    private final Duration silent;

    RingStalledException(CollectiveId id, Rank waitsFor, String what, Duration silent) {
        super("run %s, generation %s, step %s: waits for rank %s, %s, silent for %.1f s".formatted(
            id.run(), id.generation(), id.step(), waitsFor, what, silent.toMillis() / 1e3));
        this.waitsFor = waitsFor;
        this.what = what;
        this.silent = silent;
    }

    public Rank waitsFor() {
        return waitsFor;
    }

    public String what() {
        return what;
    }

    public Duration silent() {
        return silent;
    }
}
