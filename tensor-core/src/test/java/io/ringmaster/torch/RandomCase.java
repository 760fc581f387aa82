package io.ringmaster.torch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// One call that `src/test/python/random_cases.py` drew.
///
/// @param function what was called, as the generator names it
/// @param settings its arguments as text
record RandomCase(String name, String function, Map<String, String> settings) {

    /// @param text such as `conv2d stride=2,1 bias=no`
    static RandomCase parse(String name, String text) {
        String[] words = text.split(" ", -1);
        Map<String, String> settings = new LinkedHashMap<>();
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            String[] parts = word.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        return new RandomCase(name, words[0], settings);
    }

    String text(String key) {
        if (!settings.containsKey(key)) {
            throw new IllegalArgumentException("%s has no setting '%s'".formatted(this, key));
        }
        return settings.get(key);
    }

    boolean has(String key) {
        return settings.containsKey(key);
    }

    boolean flag(String key) {
        return text(key).equals("yes");
    }

    /// Whether Python had None.
    boolean none(String key) {
        return text(key).equals("None");
    }

    double number(String key) {
        return switch (text(key)) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case String other -> Double.parseDouble(other);
        };
    }

    int count(String key) {
        return Integer.parseInt(text(key));
    }

    long[] sizes(String key) {
        return Arrays.stream(words(key)).mapToLong(Long::parseLong).toArray();
    }

    int[] dims(String key) {
        return Arrays.stream(words(key)).mapToInt(Integer::parseInt).toArray();
    }

    String[] words(String key) {
        return text(key).isEmpty() ? new String[0] : text(key).split(",", -1);
    }

    boolean fails() {
        return has("fails");
    }

    @Override
    public String toString() {
        return name + " " + function + " " + settings;
    }
}
