package io.ringmaster.proto.config;

import java.util.Objects;

/// A job its author must mend: one sentence with the key, the value found, the rule and the remedy.
public final class ConfigException extends RuntimeException {

    private final String key;

    /// @param key the key to blame, such as `training.batch`; empty where no single key is at fault
    public ConfigException(String key, String message) {
        super(message);
        this.key = Objects.requireNonNull(key);
    }

    public String key() {
        return key;
    }
}
