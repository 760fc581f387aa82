package io.ringmaster.cli;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;

/// A command as somebody may copy it into the shell that this one was typed into.
final class Invocation {

    /// How the launching script was called.
    private static final String SCRIPT = System.getenv().getOrDefault("RINGMASTER_COMMAND", "ringmaster");

    private Invocation() {}

    static String of(String... arguments) {
        return Stream.concat(Stream.of(SCRIPT), Stream.of(arguments)).map(Invocation::quoted).collect(joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
