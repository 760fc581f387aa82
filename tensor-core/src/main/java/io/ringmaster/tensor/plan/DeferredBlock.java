package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.backend.Block;
import java.lang.foreign.MemorySegment;

/// The memory of a recorded tensor: promised when the tensor is made, there when the recording runs.
final class DeferredBlock implements Block {

    private final Recorder recorder;
    private final int slot;
    private final long bytes;
    private MemorySegment memory;
    private Block own;
    private boolean closed;
    private boolean input;

    DeferredBlock(Recorder recorder, int slot, long bytes) {
        this.recorder = recorder;
        this.slot = slot;
        this.bytes = bytes;
    }

    /// Which of the recording's blocks this is, from 0.
    int slot() {
        return slot;
    }

    long bytes() {
        return bytes;
    }

    /// Gives it memory that another owns.
    void place(MemorySegment place) {
        memory = place;
    }

    /// Gives it the memory of what the body is given.
    void bind(MemorySegment given) {
        input = true;
        memory = given;
    }

    /// Whether it is what the body is given.
    boolean isInput() {
        return input;
    }

    /// Whether nothing is to be allocated for it.
    boolean hasPlace() {
        return own != null || input;
    }

    /// Gives it memory of its own.
    void own(Block block) {
        own = block;
        memory = block.memory();
    }

    /// Whether it has memory of its own.
    boolean isOwn() {
        return own != null;
    }

    /// Frees memory of its own that its tensor gave up while it was still needed, and takes back what another owns.
    void settle() {
        if (own == null) {
            memory = input ? memory : null;
        } else if (closed) {
            own.close();
            own = null;
            memory = null;
        }
    }

    /// Who reads a promised value before its time makes the recording run at once.
    @Override
    public MemorySegment memory() {
        if (memory == null || input || recorder.willWrite(this)) {
            recorder.runEarly();
        }
        if (memory == null) {
            throw new IllegalStateException("a tensor of a planned step was used after it; its memory serves other tensors "
                + "by now: let the step's body return what is wanted of it");
        }
        return memory;
    }

    @Override
    public boolean outlivesItsTensor() {
        return recorder.isRunning();
    }

    @Override
    public void close() {
        closed = true;
        if (own != null && !recorder.needsMemory()) {
            own.close();
            own = null;
            memory = null;
        }
    }
}
