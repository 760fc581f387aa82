package io.ringmaster.nn;

/// A state dict that does not fit the module: lists all that is missing, unexpected or of another shape.
public final class StateDictException extends IllegalArgumentException {

    private final transient StateReport report;

    /// @param source how the message names the state
    StateDictException(String source, StateReport report) {
        super("%s does not fit the module; %s; load what was saved from a module built the same way, or with loadMatching "
            .formatted(source, report) + "what fits");
        this.report = report;
    }

    public StateReport report() {
        return report;
    }
}
