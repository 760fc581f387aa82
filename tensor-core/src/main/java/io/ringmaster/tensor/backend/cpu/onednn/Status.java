package io.ringmaster.tensor.backend.cpu.onednn;

/// What oneDNN's functions return.
final class Status {

    static final int SUCCESS = 0;
    static final int UNIMPLEMENTED = 3;

    private Status() {}

    /// Throws [IllegalStateException] that names the work, the function and the status, where it is no success.
    static void check(int status, String work, String function) {
        if (status != SUCCESS) {
            throw new IllegalStateException("oneDNN: %s: %s returned status %d (%s)"
                .formatted(work, function, status, name(status)));
        }
    }

    private static String name(int status) {
        return switch (status) {
            case 1 -> "out of memory";
            case 2 -> "invalid arguments";
            case UNIMPLEMENTED -> "unimplemented";
            case 4 -> "no more implementations";
            case 5 -> "runtime error";
            case 6 -> "not required";
            default -> "unknown";
        };
    }
}
