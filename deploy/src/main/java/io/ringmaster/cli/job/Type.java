package io.ringmaster.cli.job;

import com.typesafe.config.ConfigException.BadValue;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What a key's value may be.
///
/// @param rule  what the value must be, as the end of a sentence
/// @param read  the value, or empty where it breaks the rule
/// @param write the value as HOCON that reads back equal
record Type<T>(String rule, Function<ConfigValue, Optional<T>> read, Function<T, String> write) {

    private static final double LARGEST_EXACT = 0x1p53;
    private static final long BYTES_PER_KIB = 1024;

    static final Type<Long> LONG = new Type<>("a whole number, such as 42", Type::wholeNumber, String::valueOf);

    static final Type<Integer> INTEGER = new Type<>(
        "a whole number up to " + Integer.MAX_VALUE, value -> wholeNumber(value).flatMap(Type::asInt), String::valueOf);

    static final Type<Double> DECIMAL = new Type<>(
        "a number, such as 0.05",
        value -> value.unwrapped() instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty(),
        String::valueOf);

    static final Type<String> TEXT = new Type<>("text", Type::text, ConfigUtil::quoteString);

    static final Type<Duration> DURATION = new Type<>(
        "a duration with its unit, such as \"10 s\"", Type::duration, Type::writeDuration);

    static final Type<Integer> BYTES = new Type<>(
        "a size below 2 GiB, such as \"256 KiB\"", Type::bytes, Type::writeBytes);

    static final Type<Boolean> BOOLEAN = new Type<>(
        "true or false",
        value -> value.unwrapped() instanceof Boolean yes ? Optional.of(yes) : Optional.empty(),
        String::valueOf);

    static final Type<List<Integer>> INTEGERS = listOf(INTEGER, "a list of whole numbers, such as [784, 10]");

    static final Type<List<Double>> DECIMALS = listOf(DECIMAL, "a list of numbers, such as [0.1307]");

    static final Type<List<String>> TEXTS = listOf(TEXT, "a list of texts, such as [a, b]");

    /// One of an enum's constants, in lower case.
    static <E extends Enum<E>> Type<E> choice(Class<E> of) {
        EnumSet<E> all = EnumSet.allOf(of);
        String rule = Message.oneOf(all.stream().map(Type::word).toList());
        return new Type<>(
            rule,
            value -> all.stream().filter(each -> word(each).equals(value.unwrapped())).findFirst(),
            Type::word);
    }

    /// A list of an enum's constants, in lower case.
    static <E extends Enum<E>> Type<List<E>> choices(Class<E> of) {
        Type<E> each = choice(of);
        return listOf(each, "a list of what may be " + each.rule() + ", such as [" + word(of.getEnumConstants()[0]) + "]");
    }

    /// A constant as job files have it: `IMAGE_FOLDER` is image-folder.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> Type<List<T>> listOf(Type<T> each, String rule) {
        return new Type<>(rule, value -> list(each, value),
            values -> values.stream().map(each.write()).collect(Collectors.joining(", ", "[", "]")));
    }

    private static Optional<Long> wholeNumber(ConfigValue value) {
        return switch (value.unwrapped()) {
            case Integer number -> Optional.of(number.longValue());
            case Long number -> Optional.of(number);
            case Double number when number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT ->
                Optional.of(number.longValue());
            case null, default -> Optional.empty();
        };
    }

    private static Optional<Integer> asInt(long number) {
        return number == (int) number ? Optional.of((int) number) : Optional.empty();
    }

    /// Numbers serve as text too, digit for digit as they were written.
    private static Optional<String> text(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING, NUMBER -> Optional.of(value.atKey("value").getString("value"));
            case BOOLEAN, NULL, LIST, OBJECT -> Optional.empty();
        };
    }

    private static Optional<Duration> duration(ConfigValue value) {
        // A bare number would count as milliseconds, which few who write "10" mean.
        if (!(value.unwrapped() instanceof String text) || text.isBlank() || endsInDigit(text.strip())) {
            return Optional.empty();
        }
        try {
            return Optional.of(value.atKey("value").getDuration("value"));
        } catch (BadValue | ArithmeticException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean endsInDigit(String text) {
        return Character.isDigit(text.charAt(text.length() - 1));
    }

    private static Optional<Integer> bytes(ConfigValue value) {
        if (value.valueType() == ConfigValueType.NUMBER) {
            return INTEGER.read().apply(value);
        }
        if (value.valueType() != ConfigValueType.STRING) {
            return Optional.empty();
        }
        try {
            return asInt(value.atKey("value").getBytes("value"));
        } catch (BadValue | ArithmeticException unreadable) {
            return Optional.empty();
        }
    }

    private static <T> Optional<List<T>> list(Type<T> type, ConfigValue value) {
        if (!(value instanceof ConfigList list)) {
            return Optional.empty();
        }
        List<T> all = new ArrayList<>();
        for (ConfigValue each : list) {
            Optional<T> read = type.read().apply(each);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            all.add(read.get());
        }
        return Optional.of(List.copyOf(all));
    }

    private static String writeDuration(Duration duration) {
        if (duration.toNanos() % 1_000_000 != 0) {
            return duration.toNanos() + " ns";
        }
        return duration.toMillisPart() != 0 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }

    private static String writeBytes(int bytes) {
        if (bytes == 0 || bytes % BYTES_PER_KIB != 0) {
            return String.valueOf(bytes);
        }
        long kib = bytes / BYTES_PER_KIB;
        return kib % BYTES_PER_KIB == 0 ? kib / BYTES_PER_KIB + " MiB" : kib + " KiB";
    }
}
