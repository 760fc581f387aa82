package io.ringmaster.tensor.backend.cpu.onednn;

import java.lang.foreign.MemorySegment;

/// What lies in a memory: sizes, element type and layout. Belongs to the [ProgramBuilder] it came from.
public final class Descriptor {

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

    boolean equalTo(Descriptor other) {
        return Builds.status("dnnl_memory_desc_equal", handle, other.handle) != 0;
    }
}
