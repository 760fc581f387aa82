package io.ringmaster.tensor.op;

import io.ringmaster.tensor.backend.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How to compute the gradients of an op's inputs, in parts; backward runs those of which anything is wanted. An input
/// that no part names has none.
public final class Gradients {

    private final List<Part> parts;

    /// One input's gradient, set or added where the walk wants it: often straight into the flat buffer.
    @FunctionalInterface
    public interface Kernel {

        void run(Output to);
    }

    /// Several inputs' gradients at once, each to its output. One that is not wanted goes to memory that is then freed.
    @FunctionalInterface
    public interface Joint {

        void run(List<Output> to);
    }

    /// What is computed at once.
    ///
    /// @param inputs whose gradients, counted from 0
    /// @param passes whether the one input's gradient is that of the result, element by element, so that the walk may hand on
    ///               its memory instead of running the kernel, which copies
    public record Part(List<Integer> inputs, Joint kernel, boolean passes) {}

    /// Input n's by the n-th kernel.
    public Gradients(Kernel... kernels) {
        this(IntStream.range(0, kernels.length).mapToObj(input -> part(input, kernels[input])).toList());
    }

    private Gradients(List<Part> parts) {
        this.parts = parts;
    }

    /// The gradients of the inputs from `first` on at once, in their order, as many as `count`.
    public static Gradients together(int first, int count, Joint kernel) {
        return new Gradients().and(first, count, kernel);
    }

    /// These and those of the inputs from `first` on at once.
    public Gradients and(int first, int count, Joint kernel) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(IntStream.range(first, first + count).boxed().toList(), kernel, false));
        return new Gradients(List.copyOf(more));
    }

    /// These, and one input's that is the result's own where both have as many elements.
    ///
    /// @param copy adds or sets it where its memory can't be handed on
    public Gradients passing(int input, Kernel copy) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(List.of(input), to -> copy.run(to.getFirst()), true));
        return new Gradients(List.copyOf(more));
    }

    private static Part part(int input, Kernel kernel) {
        return new Part(List.of(input), to -> kernel.run(to.getFirst()), false);
    }

    public List<Part> parts() {
        return parts;
    }
}
