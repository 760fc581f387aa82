package io.ringmaster.tensor.op;

import io.ringmaster.tensor.backend.Output;
import java.util.List;

/// How to compute the gradient of each input of an op, in their order; backward runs those that are wanted.
public final class Gradients {

    private final List<Kernel> kernels;

    /// One input's gradient, set or added where the walk wants it: often straight into the flat buffer.
    @FunctionalInterface
    public interface Kernel {

        void run(Output to);
    }

    public Gradients(Kernel... kernels) {
        this.kernels = List.of(kernels);
    }

    public Kernel of(int input) {
        return kernels.get(input);
    }
}
