package io.ringmaster.cli.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Optional;

/// What `jobs/defaults.conf` says of each key: its default and its meaning.
final class Defaults {

    private static final Config ALL = Hocon.parse("defaults.conf", JobFile.resource("defaults")).toConfig();

    private Defaults() {}

    /// @param kind the kind in force in the key's section; empty for a key that all kinds have
    static Optional<ConfigValue> value(Key<?> key, String kind) {
        ConfigValue value = entry(key, kind);
        return value.valueType() == ConfigValueType.NULL ? Optional.empty() : Optional.of(value);
    }

    /// The key's meaning, a line each.
    static List<String> comment(Key<?> key, String kind) {
        return entry(key, kind).origin().comments().stream().map(String::strip).toList();
    }

    private static ConfigValue entry(Key<?> key, String kind) {
        String path = kind.isEmpty() ? "job." + key.path() : "kinds." + key.section() + "." + kind + "." + key.leaf();
        ConfigValue entry = ALL.root();
        for (String name : path.split("\\.", -1)) {
            entry = entry instanceof ConfigObject section ? section.get(name) : null;
            if (entry == null) {
                throw new IllegalStateException("defaults.conf lacks " + path);
            }
        }
        return entry;
    }
}
