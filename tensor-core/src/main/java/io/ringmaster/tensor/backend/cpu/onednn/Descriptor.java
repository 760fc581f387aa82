package io.ringmaster.tensor.backend.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What lies in a memory: sizes, element type and layout. Belongs to the [ProgramBuilder] it came from.
public final class Descriptor {

    private static final int RANK = 256;

    private final MemorySegment handle;

    Descriptor(MemorySegment handle) {
        this.handle = handle;
    }

    MemorySegment handle() {
        return handle;
    }

    public long bytes() {
        return Builds.size("dnnl_memory_desc_get_size", handle);
    }

    /// How many dims there are.
    int rank() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rank = arena.allocate(ValueLayout.JAVA_INT);
            Builds.call("a descriptor", "dnnl_memory_desc_query", handle, RANK, rank);
            return rank.get(ValueLayout.JAVA_INT, 0);
        }
    }

    boolean equalTo(Descriptor other) {
        return Builds.status("dnnl_memory_desc_equal", handle, other.handle) != 0;
    }
}
