package io.ringmaster.tensor.backend.cpu.onednn;

import java.util.function.Consumer;

/// A program by its key, with what builds it where it is new or was given up: good for any thread's [Session], at any time.
/// Made by [Session#call].
public record Call(Key key, int threads, Consumer<ProgramBuilder> recipe) {}
