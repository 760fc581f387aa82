package io.ringmaster.cli.job;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.ringmaster.proto.config.ConfigException;
import java.util.Map;

/// One value given on the command line, which overrides the job file's.
///
/// @param origin what to blame in an error, such as `--nodes` or `--set seed=7`
/// @param key    the key's full path, such as `cluster.nodes`
public record Setting(String origin, String key, ConfigValue value) {

    /// An option's own value, taken literally.
    ///
    /// @param value a number, a boolean, or text; durations and sizes are text with a unit
    public static Setting of(String origin, String key, Object value) {
        return new Setting(origin, key, ConfigValueFactory.fromAnyRef(value, origin));
    }

    /// What followed `--set`: a key, an equals sign and a value in HOCON's syntax.
    ///
    /// Throws [ConfigException] where it is not that.
    public static Setting parse(String assignment) {
        String origin = "--set " + Message.shorten(assignment);
        int equals = assignment.indexOf('=');
        String key = equals < 0 ? "" : assignment.substring(0, equals).strip();
        if (key.isEmpty()) {
            throw new ConfigException("", origin + ": it must be KEY=VALUE, such as --set training.epochs=3");
        }
        String text = assignment.substring(equals + 1);
        if (text.isBlank()) {
            throw new ConfigException(key, origin + ": the value is missing; empty text is written as "
                + key + "='\"\"'");
        }
        Map<String, ConfigValue> parsed = Hocon.parse(origin, "value=" + text);
        ConfigValue value = parsed.get("value");
        if (parsed.size() != 1 || value == null) {
            throw new ConfigException(key, origin + ": it must be one value; give each its own --set");
        }
        return new Setting(origin, key, value);
    }
}
