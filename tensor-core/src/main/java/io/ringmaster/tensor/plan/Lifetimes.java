package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// From which kernel of a recording to which each of its blocks is in use.
final class Lifetimes {

    private final int[] first;
    private final int[] last;

    private Lifetimes(int slots) {
        first = new int[slots];
        last = new int[slots];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
    }

    /// @param slots how many blocks there are
    static Lifetimes of(List<Kernel> kernels, int slots) {
        Lifetimes lifetimes = new Lifetimes(slots);
        for (int at = 0; at < kernels.size(); at++) {
            for (Tensor input : kernels.get(at).inputs()) {
                lifetimes.use(input, at);
            }
            for (Output output : kernels.get(at).outputs()) {
                lifetimes.use(output.tensor(), at);
            }
        }
        return lifetimes;
    }

    private void use(Tensor tensor, int kernel) {
        if (tensor.block() instanceof DeferredBlock block) {
            first[block.slot()] = Math.min(first[block.slot()], kernel);
            last[block.slot()] = kernel;
        }
    }

    /// Lets a block live on when all kernels have run.
    void keep(int slot) {
        last[slot] = Integer.MAX_VALUE;
    }

    /// Of all blocks but some.
    List<MemoryPlan.Use> uses(List<Long> bytes, BitSet but) {
        List<MemoryPlan.Use> uses = new ArrayList<>();
        for (int slot = 0; slot < first.length; slot++) {
            if (!but.get(slot)) {
                uses.add(new MemoryPlan.Use(slot, bytes.get(slot), first[slot], last[slot]));
            }
        }
        return uses;
    }
}
