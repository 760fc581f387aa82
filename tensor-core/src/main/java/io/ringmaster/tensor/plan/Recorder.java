package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.backend.ForwardingBackend;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Stands in for a backend while a body runs: promises memory and writes kernels down instead of running them.
///
/// ```
/// Recording --the body ends--> Running --all kernels ran--> Done
///     '--the body reads a value--> Eager --the body ends--> Done
/// ```
/// Once eager or done it hands everything on to the backend, so that tensors which outlive the body go on working.
/// Thread: the body's.
final class Recorder extends ForwardingBackend {

    private enum State { RECORDING, RUNNING, EAGER, DONE }

    private final Backend backend;
    private final List<Kernel> kernels = new ArrayList<>();
    private final List<DeferredBlock> blocks = new ArrayList<>();
    private final Promises promises = new Promises();
    private State state = State.RECORDING;

    Recorder(Backend backend) {
        super(backend);
        this.backend = backend;
    }

    /// What the body did, in order.
    List<Kernel> kernels() {
        return kernels;
    }

    /// The memory that the body asked for, in order: block n has slot n.
    List<DeferredBlock> blocks() {
        return blocks;
    }

    /// Whether the body read a value, so that what it did has run already.
    boolean ranEarly() {
        return state == State.EAGER;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    /// Whether kernels have yet to run over memory that their tensors may have given up.
    boolean needsMemory() {
        return state == State.RECORDING || state == State.RUNNING;
    }

    /// Whether a kernel that has yet to run writes to a block.
    boolean willWrite(DeferredBlock block) {
        return state == State.RECORDING && kernels.stream().anyMatch(
            kernel -> kernel.outputs().stream().anyMatch(output -> output.tensor().block() == block));
    }

    /// Adds the blocks that have memory of their own already, as values from the host do.
    void addOwn(BitSet slots) {
        blocks.stream().filter(DeferredBlock::isOwn).forEach(block -> slots.set(block.slot()));
    }

    /// Runs what was recorded, in the places that `blocks` have been given.
    void run() {
        state = State.RUNNING;
        try {
            kernels.forEach(backend::run);
        } finally {
            state = State.DONE;
            blocks.forEach(DeferredBlock::settle);
        }
    }

    /// Runs what was recorded so far, each tensor in memory of its own, and from here on everything at once.
    void runEarly() {
        if (state != State.RECORDING) {
            return;
        }
        for (DeferredBlock block : blocks) {
            if (!block.hasPlace()) {
                block.own(backend.allocator().allocate(block.bytes()));
            }
        }
        state = State.RUNNING;
        try {
            kernels.forEach(backend::run);
        } finally {
            state = State.EAGER;
            blocks.forEach(DeferredBlock::settle);
        }
    }

    /// Lets kernels run again and again, in the places that `blocks` have been given, until the [#end].
    void hold() {
        state = State.RUNNING;
    }

    /// As [#end], but for a recording that is held.
    void endUnlessHeld() {
        if (state != State.RUNNING) {
            end();
        }
    }

    /// Ends the recording of a body that failed or ran early.
    void end() {
        state = State.DONE;
        blocks.forEach(DeferredBlock::settle);
    }

    @Override
    public Allocator allocator() {
        return state == State.RECORDING ? promises : backend.allocator();
    }

    @Override
    public void run(Kernel kernel) {
        if (state == State.RECORDING) {
            kernels.add(kernel);
        } else {
            backend.run(kernel);
        }
    }

    @Override
    public Runnable prepared(Kernel kernel) {
        return () -> run(kernel);
    }

    /// Values from the host go to a new tensor at once, to memory of its own; over others they wait for their turn.
    @Override
    public void upload(MemorySegment host, Tensor to) {
        if (state == State.RECORDING && to.block() instanceof DeferredBlock block && !block.isInput() && !isNamed(block)) {
            if (!block.isOwn()) {
                block.own(backend.allocator().allocate(block.bytes()));
            }
        } else {
            runEarly();
        }
        backend.upload(host, to);
    }

    private boolean isNamed(DeferredBlock block) {
        return kernels.stream().anyMatch(kernel -> kernel.inputs().stream().anyMatch(input -> input.block() == block)
            || kernel.outputs().stream().anyMatch(output -> output.tensor().block() == block));
    }

    @Override
    public void download(Tensor from, MemorySegment host) {
        runEarly();
        backend.download(from, host);
    }

    private final class Promises implements Allocator {

        @Override
        public Block allocate(long bytes) {
            DeferredBlock block = new DeferredBlock(Recorder.this, blocks.size(), bytes);
            blocks.add(block);
            return block;
        }

        @Override
        public Usage usage() {
            return backend.allocator().usage();
        }

        @Override
        public void trim() {
            backend.allocator().trim();
        }
    }
}
