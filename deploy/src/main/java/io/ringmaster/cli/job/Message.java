package io.ringmaster.cli.job;

import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.List;

/// Makes anything a user wrote fit into one line of an error.
final class Message {

    private static final int LONGEST = 60;

    private Message() {}

    /// A value as JSON, shortened.
    static String show(ConfigValue value) {
        return shorten(value.render(ConfigRenderOptions.concise()));
    }

    /// One line without control characters, of bounded length.
    static String shorten(String text) {
        String line = oneLine(text.substring(0, Math.min(text.length(), LONGEST + 1)));
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }

    static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /// `a`, `a or b`, `a, b or c`.
    ///
    /// @param words at least one
    static String oneOf(List<String> words) {
        String last = words.getLast();
        return words.size() == 1 ? last : String.join(", ", words.subList(0, words.size() - 1)) + " or " + last;
    }
}
