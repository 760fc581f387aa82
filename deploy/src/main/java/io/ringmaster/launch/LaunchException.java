package io.ringmaster.launch;

/// Something outside the program keeps a process from its work: the user's to mend. The message is one sentence: what
/// was found, the rule, the remedy.
public final class LaunchException extends RuntimeException {

    public LaunchException(String message) {
        super(message);
    }

    public LaunchException(String message, Throwable cause) {
        super(message, cause);
    }
}
