package io.ringmaster.tensor.backend.cpu.onednn;

/// One memory of a program.
///
/// @param place  which of the addresses of a run it has; or the program brings it: [#SCRATCH], [#SCRATCHPAD], [#CONSTANT]
/// @param offset bytes from there; a constant's address
public record ProgramMemory(Descriptor descriptor, int place, long offset) {

    static final int SCRATCH = -1;
    static final int SCRATCHPAD = -2;
    static final int CONSTANT = -3;
}
