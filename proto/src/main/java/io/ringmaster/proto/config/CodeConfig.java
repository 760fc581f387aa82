package io.ringmaster.proto.config;

/// A class of a user's jar that says what is trained.
///
/// No jar's place is told: who starts a process names the jar it may take classes from, and nobody else can.
///
/// @param job       the class's full name; empty: the job's keys say all
/// @param jarDigest SHA-256 of the jar, in hex, so that all workers have the same; empty where no jar was named
public record CodeConfig(String job, String jarDigest) {

    /// A job that its keys say all of.
    public static final CodeConfig NONE = new CodeConfig("", "");

    public CodeConfig {
        Require.that(job.isEmpty() || job.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*"), "code.job",
            "is \"%s\"; it must be a class's full name, such as com.example.MyJob", job);
        Require.that(jarDigest.matches("([0-9a-f]{64})?"), "code.jar-sha256",
            "is \"%s\"; it must be 64 hex digits, or empty", jarDigest);
    }

    /// Whether a class says what is trained.
    public boolean isGiven() {
        return !job.isEmpty();
    }
}
