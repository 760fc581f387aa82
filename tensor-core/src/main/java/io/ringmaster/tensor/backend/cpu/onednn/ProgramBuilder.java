package io.ringmaster.tensor.backend.cpu.onednn;

import io.ringmaster.tensor.backend.cpu.onednn.Primitive.Side;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Puts a [Program] together: describe the memories, make the primitives, say in which order they run over which
/// memories. What it hands out is valid until the program is built.
public final class ProgramBuilder extends PrimitiveMaker {

    private static final long ALIGNMENT = 64;

    private final List<Step> steps = new ArrayList<>();
    private final List<MemorySegment> constants = new ArrayList<>();
    private long scratchBytes;
    private long scratchpadBytes;

    ProgramBuilder(MemorySegment engine) {
        super(engine);
    }

    /// One primitive with its memories.
    record Step(Primitive primitive, List<Integer> arguments, List<ProgramMemory> memories) {}

    List<Step> steps() {
        return steps;
    }

    /// What the program must keep alive.
    List<MemorySegment> constants() {
        return List.copyOf(constants);
    }

    /// What the memories in scratch take.
    long scratchBytes() {
        return scratchBytes;
    }

    /// The most that a primitive takes to work in.
    long scratchpadBytes() {
        return scratchpadBytes;
    }

    /// Memory whose address comes with each run.
    ///
    /// @param place which of the addresses
    public ProgramMemory given(int place, Descriptor descriptor) {
        return given(place, descriptor, 0);
    }

    /// As [#given(int, Descriptor)], some bytes behind the address.
    public ProgramMemory given(int place, Descriptor descriptor, long offset) {
        return new ProgramMemory(descriptor, place, offset);
    }

    /// Part of another memory.
    ///
    /// @param offset bytes from its start
    public ProgramMemory part(ProgramMemory of, Descriptor descriptor, long offset) {
        return new ProgramMemory(descriptor, of.place(), of.offset() + offset);
    }

    /// Memory that holds these values at each run.
    public ProgramMemory constant(Descriptor descriptor, float[] values) {
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, values.length) * (long) Float.BYTES, ALIGNMENT);
        MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT, 0, values.length);
        constants.add(memory);
        return new ProgramMemory(descriptor, ProgramMemory.CONSTANT, memory.address());
    }

    /// Memory that the program brings, of unknown content at each run.
    public ProgramMemory scratch(Descriptor descriptor) {
        ProgramMemory memory = new ProgramMemory(descriptor, ProgramMemory.SCRATCH, scratchBytes);
        scratchBytes += Math.ceilDiv(descriptor.bytes(), ALIGNMENT) * ALIGNMENT;
        return memory;
    }

    /// The memory as it is where it lies as wanted, else a copy that does.
    public ProgramMemory as(ProgramMemory memory, Descriptor wanted) {
        if (memory.descriptor().equalTo(wanted)) {
            return memory;
        }
        ProgramMemory copy = scratch(wanted);
        reorder(memory, copy, false);
        return copy;
    }

    /// The memory for a result that ends in `into`: that itself where it lies as wanted and the result replaces what is
    /// there, else scratch, to be brought there by [#deliver].
    public ProgramMemory target(ProgramMemory into, Descriptor wanted, boolean adds) {
        return !adds && into.descriptor().equalTo(wanted) ? into : scratch(wanted);
    }

    /// Brings what was written to a [#target] to where it ends.
    public void deliver(ProgramMemory target, ProgramMemory into, boolean adds) {
        if (!target.equals(into)) {
            reorder(target, into, adds);
        }
    }

    /// Copies from layout to layout, or adds.
    public void reorder(ProgramMemory from, ProgramMemory to, boolean adds) {
        run(reorder(from.descriptor(), to.descriptor(), adds)).with(Argument.SRC, from).with(Argument.DST, to).end();
    }

    /// Appends a primitive.
    public Arguments run(Primitive primitive) {
        return new Arguments(primitive);
    }

    /// The memories of one step; [#end] closes the list.
    public final class Arguments {

        private final Primitive primitive;
        private final List<Integer> arguments = new ArrayList<>();
        private final List<ProgramMemory> memories = new ArrayList<>();

        private Arguments(Primitive primitive) {
            this.primitive = primitive;
        }

        /// @param argument one of [Argument]
        public Arguments with(int argument, ProgramMemory memory) {
            arguments.add(argument);
            memories.add(memory);
            return this;
        }

        public void end() {
            Descriptor scratchpad = primitive.wants(Side.SCRATCHPAD);
            scratchpadBytes = Math.max(scratchpadBytes, scratchpad.bytes());
            with(Argument.SCRATCHPAD, new ProgramMemory(scratchpad, ProgramMemory.SCRATCHPAD, 0));
            steps.add(new Step(primitive, List.copyOf(arguments), List.copyOf(memories)));
        }
    }
}
