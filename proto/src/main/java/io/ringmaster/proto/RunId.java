package io.ringmaster.proto;

import java.util.regex.Pattern;

/// Names one run of one job, for ever: it stands in every message, event and error of the run.
public record RunId(String value) {

    private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

    public RunId {
        if (!RULE.matcher(value).matches()) {
            throw new IllegalArgumentException(
                "run id is \"" + value + "\"; it needs 1 to 96 letters, digits, dots, dashes or underscores");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
