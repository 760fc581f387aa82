package io.ringmaster.tensor.backend;

import java.lang.foreign.MemorySegment;

/// A piece of a device's memory, held until it is closed.
public interface Block extends AutoCloseable {

    /// At least as long as was asked for. Only the device may read it where [Backend#sharesHostMemory] is false.
    MemorySegment memory();

    /// Gives the memory back to its allocator.
    @Override
    void close();

    /// Whether kernels that were recorded before the tensor was freed may still use its memory: they run later.
    default boolean outlivesItsTensor() {
        return false;
    }

    /// Memory that another owns: closing it changes nothing.
    static Block borrowed(MemorySegment memory) {
        return new Borrowed(memory);
    }

    /// Memory that nobody may touch any more.
    ///
    /// @param why what the [IllegalStateException] says that this is
    static Block unreadable(String why) {
        return new Unreadable(why);
    }

    /// See [#unreadable].
    record Unreadable(String why) implements Block {

        @Override
        public MemorySegment memory() {
            throw new IllegalStateException(why);
        }

        @Override
        public void close() {}
    }

    /// See [#borrowed].
    record Borrowed(MemorySegment memory) implements Block {

        @Override
        public void close() {}
    }
}
