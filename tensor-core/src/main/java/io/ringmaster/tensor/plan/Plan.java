package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Allocator;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;

/// What was learnt from one recording and holds for each that equals it: where the operands of its kernels lie.
///
/// The kernels that run are the recording's own, so what they hold besides operands (a learning rate, the address of
/// random numbers) may differ from run to run.
///
/// State: the planned memory, freed by [#close].
final class Plan implements AutoCloseable {

    private final List<Step> steps;
    private final List<Long> slotBytes;
    private final BitSet results;
    private final Block memory;
    private final MemorySegment[] places;

    /// A kernel, by its kind and its operands in order: what it reads, then what it writes.
    private record Step(Class<? extends Kernel> kind, List<Operand> operands) {}

    /// @param block a slot of the recording, or -1 and below for memory that was there before, in the order of its use
    private record Operand(int block, Layout layout, DType dtype, boolean adds) {}

    private Plan(List<Step> steps, List<Long> slotBytes, BitSet results, MemoryPlan layout, Block memory) {
        this.steps = steps;
        this.slotBytes = slotBytes;
        this.results = results;
        this.memory = memory;
        places = new MemorySegment[slotBytes.size()];
        for (int slot = 0; slot < places.length; slot++) {
            if (layout.has(slot)) {
                places[slot] = memory.memory().asSlice(layout.offsets().get(slot), slotBytes.get(slot));
            }
        }
    }

    /// @param results the slots whose values are wanted when all kernels have run, or were there before
    static Plan of(Recorder recorded, BitSet results, Allocator allocator) {
        Numbering numbering = new Numbering();
        List<Step> steps = new ArrayList<>();
        for (Kernel kernel : recorded.kernels()) {
            List<Operand> operands = new ArrayList<>();
            kernel.inputs().forEach(input -> operands.add(numbering.operand(input, false)));
            kernel.outputs().forEach(output -> operands.add(numbering.operand(output.tensor(), output.adds())));
            steps.add(new Step(kernel.getClass(), List.copyOf(operands)));
        }
        List<Long> bytes = recorded.blocks().stream().map(DeferredBlock::bytes).toList();
        MemoryPlan layout = MemoryPlan.of(bytes.size(), Lifetimes.of(recorded.kernels(), bytes.size()).uses(bytes, results));
        return new Plan(List.copyOf(steps), bytes, (BitSet) results.clone(), layout, allocator.allocate(layout.bytes()));
    }

    /// Whether a new recording does the same over the same shapes, so that this plan's places serve it.
    boolean fits(Recorder recorded, BitSet wanted) {
        if (recorded.kernels().size() != steps.size() || recorded.blocks().size() != places.length
            || !wanted.equals(results)) {
            return false;
        }
        for (int slot = 0; slot < places.length; slot++) {
            if (recorded.blocks().get(slot).bytes() != slotBytes.get(slot)) {
                return false;
            }
        }
        Numbering numbering = new Numbering();
        for (int at = 0; at < steps.size(); at++) {
            if (!numbering.matches(steps.get(at), recorded.kernels().get(at))) {
                return false;
            }
        }
        return true;
    }

    /// Runs a recording that fits, its results in memory of their own.
    void run(Recorder recorded, Allocator allocator) {
        for (DeferredBlock block : recorded.blocks()) {
            if (block.isOwn()) {
                continue;
            }
            if (results.get(block.slot())) {
                block.own(allocator.allocate(block.bytes()));
            } else if (places[block.slot()] != null) {
                block.place(places[block.slot()]);
            }
        }
        recorded.run();
    }

    @Override
    public void close() {
        memory.close();
    }

    /// Numbers the memory that was there before a recording in the order in which its kernels name it.
    private static final class Numbering {

        private final IdentityHashMap<Block, Integer> outside = new IdentityHashMap<>();

        Operand operand(Tensor tensor, boolean adds) {
            return new Operand(number(tensor), tensor.layout(), tensor.dtype(), adds);
        }

        private int number(Tensor tensor) {
            return tensor.block() instanceof DeferredBlock deferred
                ? deferred.slot()
                : outside.computeIfAbsent(tensor.block(), _ -> -1 - outside.size());
        }

        boolean matches(Step step, Kernel kernel) {
            List<Tensor> inputs = kernel.inputs();
            List<Output> outputs = kernel.outputs();
            List<Operand> operands = step.operands();
            if (kernel.getClass() != step.kind() || inputs.size() + outputs.size() != operands.size()) {
                return false;
            }
            int at = 0;
            for (Tensor input : inputs) {
                if (!matches(operands.get(at++), input, false)) {
                    return false;
                }
            }
            for (Output output : outputs) {
                if (!matches(operands.get(at++), output.tensor(), output.adds())) {
                    return false;
                }
            }
            return true;
        }

        private boolean matches(Operand operand, Tensor tensor, boolean adds) {
            return operand.block() == number(tensor) && operand.adds() == adds && operand.dtype() == tensor.dtype()
                && operand.layout().equals(tensor.layout());
        }
    }
}
