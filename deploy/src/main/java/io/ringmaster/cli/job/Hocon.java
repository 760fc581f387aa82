package io.ringmaster.cli.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.NotResolved;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import io.ringmaster.proto.config.ConfigException;
import java.io.File;
import java.net.URL;
import java.util.Collection;
import java.util.Optional;

/// Reads HOCON that stands on its own: nothing is included, nothing is taken from the environment.
final class Hocon {

    private Hocon() {}

    /// Throws [ConfigException] with the origin and, where known, the line.
    ///
    /// @param origin where the text is from, as errors name it
    static ConfigObject parse(String origin, String text) {
        try {
            Config parsed = ConfigFactory.parseString(text, ConfigParseOptions.defaults()
                .setSyntax(ConfigSyntax.CONF)
                .setOriginDescription(origin)
                .setIncluder(new Refuser(origin)));
            if (!parsed.isResolved()) {
                throw new ConfigException("", unresolved(parsed.root()).map(it -> origin(origin, it)).orElse(origin)
                    + ": a substitution (${...}) was found; job files hold plain values only, so write the value");
            }
            return parsed.root();
        } catch (com.typesafe.config.ConfigException unreadable) {
            throw new ConfigException("", sentence(origin, Message.oneLine(unreadable.getMessage())));
        } catch (StackOverflowError deep) {
            throw new ConfigException("", origin + ": braces, brackets or keys are nested too deep to read; "
                + "a job needs three levels");
        }
    }

    /// `FILE:LINE`, or the origin alone where there is no line to name.
    static String origin(String origin, ConfigValue value) {
        int line = value.origin().lineNumber();
        return line > 0 ? origin + ":" + line : origin;
    }

    /// The parser says `ORIGIN: LINE: what`.
    private static String sentence(String origin, String message) {
        String rest = message.startsWith(origin + ": ") ? message.substring(origin.length() + 2) : message;
        int colon = rest.indexOf(": ");
        boolean numbered = colon > 0 && rest.substring(0, colon).chars().allMatch(Character::isDigit);
        return numbered
            ? origin + ":" + rest.substring(0, colon) + ": not valid HOCON: " + rest.substring(colon + 2)
            : origin + ": not valid HOCON: " + rest;
    }

    /// The first value that waits for a substitution.
    private static Optional<ConfigValue> unresolved(ConfigValue value) {
        try {
            return switch (value.valueType()) {
                case OBJECT -> first(((ConfigObject) value).values());
                case LIST -> first((ConfigList) value);
                case STRING, NUMBER, BOOLEAN, NULL -> Optional.empty();
            };
        } catch (NotResolved waiting) {
            return Optional.of(value);
        }
    }

    private static Optional<ConfigValue> first(Collection<ConfigValue> values) {
        return values.stream().flatMap(each -> unresolved(each).stream()).findFirst();
    }

    /// Says no to every way of including.
    private record Refuser(String origin)
        implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            throw refusal(what);
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            throw refusal(what.getPath());
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw refusal(what.toString());
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            throw refusal(what);
        }

        private ConfigException refusal(String what) {
            return new ConfigException("", origin + ": it includes \"" + Message.shorten(what)
                + "\"; job files include no others, so copy its keys here");
        }
    }
}
