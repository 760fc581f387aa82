package io.ringmaster.tensor.backend.cpu.onednn;

/// One memory of a program.
///
/// @param place  which of the addresses of a run it has, or [#SCRATCH] or [#SCRATCHPAD]: the program brings it
/// @param offset bytes from there
public record ProgramMemory(Descriptor descriptor, int place, long offset) {

    static final int SCRATCH = -1;
    static final int SCRATCHPAD = -2;
}
