package io.ringmaster.proto.config;

import java.time.Duration;
import java.util.Locale;

/// The rules that configuration values are held to. Each throws [ConfigException] where its rule is broken.
public final class Require {

    private Require() {}

    /// @param rest what follows the key in the sentence, as a format: `is %d but ...; use ...`
    public static void that(boolean rule, String key, String rest, Object... args) {
        if (!rule) {
            throw new ConfigException(key, key + " " + String.format(Locale.ROOT, rest, args));
        }
    }

    public static void positive(String key, int value) {
        that(value > 0, key, "is %d; it must be 1 or more", value);
    }

    /// Above zero and finite.
    public static void positive(String key, double value) {
        that(value > 0 && Double.isFinite(value), key, "is %s; it must be a finite number above 0", value);
    }

    public static void notNegative(String key, int value) {
        that(value >= 0, key, "is %d; it must be 0 or more", value);
    }

    /// Zero or above, and finite.
    public static void notNegative(String key, double value) {
        that(value >= 0 && Double.isFinite(value), key, "is %s; it must be a finite number of 0 or more", value);
    }

    /// Both ends belong to the range.
    public static void inRange(String key, long value, long least, long most) {
        that(value >= least && value <= most, key, "is %d; it must be %d to %d", value, least, most);
    }

    /// `least` belongs to the range, `limit` does not.
    public static void inRange(String key, double value, double least, double limit) {
        that(value >= least && value < limit, key, "is %s; it must be %s or more and below %s", value, least, limit);
    }

    /// Both ends belong to the range.
    public static void inRange(String key, Duration value, Duration least, Duration most) {
        that(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, key,
            "is %s; it must be %s to %s", sentence(value), sentence(least), sentence(most));
    }

    public static void multipleOf(String key, int value, int unit) {
        that(value % unit == 0, key, "is %d; it must be a multiple of %d", value, unit);
    }

    public static void nonBlank(String key, String value) {
        that(!value.isBlank(), key, "is \"%s\"; it must hold more than blanks", value);
    }

    private static String sentence(Duration value) {
        if (value.toNanosPart() % 1_000_000 != 0) {
            return value.getSeconds() + "." + String.format(Locale.ROOT, "%09d", value.getNano()) + " s";
        }
        return value.toMillisPart() != 0 ? value.toMillis() + " ms" : value.toSeconds() + " s";
    }
}
