package io.ringmaster.worker.collective;

/// A neighbour broke the ring's protocol: ours to mend, so the step is not taken.
public final class RingException extends RuntimeException {

    RingException(String message) {
        super(message);
    }

    RingException(String message, Throwable cause) {
        super(message, cause);
    }
}
