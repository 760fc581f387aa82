package io.ringmaster.tensor.backend.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// One primitive as the library would run it: which implementation, and how it wants its memory. Belongs to the
/// [ProgramBuilder] it came from.
public final class Primitive {

    /// Whose memory is asked for: oneDNN's numbers.
    public enum Side {
        SRC(129),
        DIFF_SRC(130),
        WEIGHTS(131),
        DIFF_WEIGHTS(132),
        DST(133),
        DIFF_DST(134),
        WORKSPACE(135),
        SCRATCHPAD(136);

        private final int number;

        Side(int number) {
            this.number = number;
        }
    }

    private static final int IMPLEMENTATION = 8;
    private static final int LONGEST_NAME = 256;

    private final String work;
    private final MemorySegment handle;

    Primitive(String work, MemorySegment handle) {
        this.work = work;
        this.handle = handle;
    }

    MemorySegment handle() {
        return handle;
    }

    /// How one of its arguments has to lie in memory.
    public Descriptor wants(Side side) {
        return new Descriptor(Builds.pointer("dnnl_primitive_desc_query_md", handle, side.number, 0));
    }

    /// `brg_conv_fwd:avx512_core`, ...
    @SuppressWarnings("restricted")   // the library's string has no size of its own
    public String implementation() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(ValueLayout.ADDRESS);
            Builds.call(work, "dnnl_primitive_desc_query", handle, IMPLEMENTATION, 0, name);
            return name.get(ValueLayout.ADDRESS, 0).reinterpret(LONGEST_NAME).getString(0);
        }
    }

    /// Whether the library has no fast implementation and falls back to its plain loops.
    public boolean isReference() {
        return implementation().startsWith("ref");
    }
}
