package io.ringmaster.tensor.backend.cpu.onednn;

import java.lang.foreign.Arena;

/// Memory to work in, as much as the largest program so far took.
@SuppressWarnings("MustBeClosedChecker")   // each arena is closed when a larger one takes its place, or by close
final class ScratchMemory implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    private Arena arena = Arena.ofShared();
    private long address;
    private long bytes;

    /// The address of that many bytes, of unknown content.
    long atLeast(long wanted) {
        if (wanted > bytes) {
            arena.close();
            bytes = 0;
            arena = Arena.ofShared();
            address = arena.allocate(wanted, ALIGNMENT).address();
            bytes = wanted;
        }
        return address;
    }

    @Override
    public void close() {
        arena.close();
    }
}
