package io.ringmaster.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;

/// How a process that [LocalNodes] started hears that its starter has ended, however: the starter holds the other end of
/// its standard input.
public final class Lifeline {

    private Lifeline() {}

    /// Tells of the input's end, on a thread of its own.
    public static void watch(InputStream input, Consumer<Occurrence> outside) {
        Thread.ofPlatform().daemon().name("lifeline").start(() -> {
            try {
                input.transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
                // A pipe that can't be read has nobody at its other end either.
            } finally {
                outside.accept(new Occurrence.Orphaned());
            }
        });
    }
}
