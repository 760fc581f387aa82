package io.ringmaster.tensor.backend.cpu.onednn;

import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder.Step;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/// Primitives in order, over memories whose addresses come with each run. Run by [Session#run].
///
/// State: native objects, freed by [#close].
public final class Program implements AutoCloseable {

    private static final long ARGUMENT_BYTES = 16;
    private static final long ARGUMENT_MEMORY = 8;

    private final String work;
    private final int threads;
    private final Handles handles;
    private final Invocation[] invocations;
    private final Binding[] bindings;
    private final List<MemorySegment> constants;
    private final long scratchBytes;
    private final long scratchpadBytes;

    private Program(ProgramBuilder from, int threads, Handles handles, Invocation[] invocations, Binding[] bindings) {
        this.work = from.work();
        this.threads = threads;
        this.handles = handles;
        this.invocations = invocations;
        this.bindings = bindings;
        this.constants = from.constants();
        this.scratchBytes = from.scratchBytes();
        this.scratchpadBytes = from.scratchpadBytes();
    }

    private record Invocation(MemorySegment primitive, int count, MemorySegment arguments) {}

    static Program build(ProgramBuilder from, MemorySegment engine, int threads) {
        Handles handles = new Handles();
        try {
            List<Binding> bindings = new ArrayList<>();
            List<Invocation> invocations = new ArrayList<>();
            for (Step step : from.steps()) {
                MemorySegment primitive = handles.own(
                    Builds.create(from.work(), "dnnl_primitive_create", step.primitive().handle()),
                    "dnnl_primitive_destroy");
                int count = step.arguments().size();
                MemorySegment arguments = Arena.ofAuto().allocate(ARGUMENT_BYTES * count, Long.BYTES);
                for (int i = 0; i < count; i++) {
                    ProgramMemory place = step.memories().get(i);
                    MemorySegment memory = handles.own(Builds.create(from.work(), "dnnl_memory_create",
                        place.descriptor().handle(), engine, MemorySegment.NULL), "dnnl_memory_destroy");
                    arguments.set(ValueLayout.JAVA_INT, ARGUMENT_BYTES * i, step.arguments().get(i));
                    arguments.set(ValueLayout.ADDRESS, ARGUMENT_BYTES * i + ARGUMENT_MEMORY, memory);
                    bindings.add(new Binding(memory, place.place(), place.offset()));
                }
                invocations.add(new Invocation(primitive, count, arguments));
            }
            return new Program(
                from, threads, handles, invocations.toArray(Invocation[]::new), bindings.toArray(Binding[]::new));
        } catch (RuntimeException | Error failure) {
            handles.close();
            throw failure;
        }
    }

    /// How many threads the primitives were made for.
    int threads() {
        return threads;
    }

    /// What a run needs beside the given memories.
    long bytes() {
        return scratchBytes + scratchpadBytes;
    }

    void run(MemorySegment stream, long scratch, long[] addresses) {
        try {
            bind(scratch, addresses);
            execute(stream);
        } finally {
            Reference.reachabilityFence(constants);   // freed once nobody refers to them, and bindings hold but addresses
        }
    }

    private void bind(long scratch, long[] addresses) {
        for (Binding binding : bindings) {
            long base = switch (binding.place) {
                case ProgramMemory.SCRATCH -> scratch;
                case ProgramMemory.SCRATCHPAD -> scratch + scratchBytes;
                case ProgramMemory.CONSTANT -> 0;
                default -> addresses[binding.place];
            };
            if (!binding.bind(base)) {
                throw new IllegalStateException("oneDNN: %s: a memory refused its address".formatted(work));
            }
        }
    }

    private void execute(MemorySegment stream) {
        for (Invocation each : invocations) {
            int status = Calls.execute(each.primitive, stream, each.count, each.arguments);
            if (status != Status.SUCCESS) {
                Status.check(status, work, "dnnl_primitive_execute");
            }
        }
    }

    @Override
    public void close() {
        handles.close();
    }

    /// A memory object and where it points.
    private static final class Binding {

        private final MemorySegment memory;
        private final int place;
        private final long offset;
        private long bound;

        private Binding(MemorySegment memory, int place, long offset) {
            this.memory = memory;
            this.place = place;
            this.offset = offset;
        }

        private boolean bind(long base) {
            long address = base + offset;
            if (address == bound) {
                return true;
            }
            bound = address;
            return Calls.setDataHandle(memory, address) == Status.SUCCESS;
        }
    }
}
