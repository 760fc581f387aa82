package io.ringmaster.coordinator.membership;

import io.ringmaster.proto.Preparation;
import java.util.Objects;

/// Whether two workers prepared the same run.
public sealed interface Agreement {

    /// They did.
    record Agrees() implements Agreement {}

    /// They did not, and training together would mix two runs.
    record Differs(String reason) implements Agreement {}

    static Agreement between(Candidate first, Candidate other) {
        Preparation a = first.preparation();
        Preparation b = other.preparation();
        if (a.equals(b)) {
            return new Agrees();
        }
        return new Differs("%s and %s differ in %s; all workers of a run need the same data and the same build".formatted(
            first.member(), other.member(), difference(a, b)));
    }

    private static String difference(Preparation a, Preparation b) {
        if (a.trainSamples() != b.trainSamples() || a.evalSamples() != b.evalSamples()) {
            return "their data: %d + %d samples against %d + %d".formatted(
                a.trainSamples(), a.evalSamples(), b.trainSamples(), b.evalSamples());
        }
        if (!Objects.equals(a.dataFingerprint(), b.dataFingerprint())) {
            return "their data: digest %s against %s".formatted(a.dataFingerprint(), b.dataFingerprint());
        }
        if (a.parameters() != b.parameters()) {
            return "their model: %d parameters against %d".formatted(a.parameters(), b.parameters());
        }
        return "their initial parameters: digest %s against %s".formatted(a.parameterDigest(), b.parameterDigest());
    }
}
