package io.ringmaster.tensor.autograd;

import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.op.Gradients;
import io.ringmaster.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Define-by-run differentiation: [#apply] records, [#backward] walks what was recorded from the last to the first.
public final class Autograd {

    private Autograd() {}

    /// Runs an op and, where one of its inputs wants a gradient and its result has one, records it.
    public static Tensor apply(Op op, Tensor... inputs) {
        List<Tensor> all = List.of(inputs);
        Backend on = commonBackend(op, inputs);
        Tensor output;
        try (NoGrad _ = NoGrad.open(); Scope temporaries = Scope.open()) {
            output = temporaries.keep(op.forward(on, all));
        }
        boolean records = NoGrad.isRecording() && output.dtype().isFloating()
            && (wantsGradient(inputs) || op.holdsParameters());
        return records ? output.computedBy(new Node(op, all, output)) : output;
    }

    private static boolean wantsGradient(Tensor[] inputs) {
        for (Tensor input : inputs) {
            if (input.requiresGrad()) {
                return true;
            }
        }
        return false;
    }

    private static Backend commonBackend(Op op, Tensor[] inputs) {
        Backend on = Backends.current(inputs[0].backend());
        for (Tensor input : inputs) {
            input.requireLive();
            if (!input.device().equals(on.device())) {
                throw new ShapeException("%s of tensors on %s and %s; they must be on one device, so move one by to(device)",
                    op.title(), on.device(), input.device());
            }
        }
        return on;
    }

    /// Adds the gradients of `root`, a scalar, times `seed`.
    ///
    /// Throws [IllegalStateException] where root wants no gradient or was walked before.
    public static void backward(Tensor root, double seed, Graph graph) {
        if (root.elements() != 1) {
            throw new ShapeException("backward() of %s; it starts at a scalar, so take a sum() or mean() first, or give "
                + "the gradient: backward(gradient)", root);
        }
        requireRecorded(root);
        walk(graph, Targets.leaves(), pending -> fill(outputFor(root, pending, Targets.leaves()), seed));
    }

    /// Adds the gradients of `sum(root * gradient)`.
    ///
    /// Throws [IllegalStateException] where root wants no gradient or was walked before.
    public static void backward(Tensor root, Tensor gradient, Graph graph) {
        requireRecorded(root);
        requireLike(root, gradient);
        walk(graph, Targets.leaves(), pending -> start(root, gradient, pending, Targets.leaves()));
    }

    /// The gradients of `sum(output * gradient)` over all outputs with respect to the inputs, which keep none themselves. What
    /// the outputs don't depend on has 0.
    ///
    /// @param gradients one for each output, of its shape
    public static List<Tensor> gradients(List<Tensor> outputs, List<Tensor> gradients, List<Tensor> inputs, Graph graph) {
        if (outputs.size() != gradients.size()) {
            throw new ShapeException("%d outputs with %d gradients; each has one", outputs.size(), gradients.size());
        }
        List<Tensor> results = new ArrayList<>();
        for (Tensor input : inputs) {
            requireRecorded(input);
            results.add(Tensor.zerosLike(input.detach()));
        }
        Targets targets = Targets.of(outputs, inputs, results);
        walk(graph, targets, pending -> {
            for (int i = 0; i < outputs.size(); i++) {
                requireRecorded(outputs.get(i));
                requireLike(outputs.get(i), gradients.get(i));
                start(outputs.get(i), gradients.get(i), pending, targets);
            }
        });
        return results;
    }

    private static void requireRecorded(Tensor root) {
        if (!root.requiresGrad()) {
            throw new IllegalStateException(("a gradient through %s, which no tensor that wants a gradient went into, or which is a "
                + "gradient itself: those are not recorded; see requiresGrad and NoGrad").formatted(root.summary()));
        }
    }

    private static void requireLike(Tensor root, Tensor gradient) {
        if (!gradient.shape().equals(root.shape()) || gradient.dtype() != root.dtype()
            || !gradient.device().equals(root.device())) {
            throw new ShapeException("%s as the gradient of %s; shape, dtype and device must be equal", gradient, root);
        }
    }

    private static void start(Tensor root, Tensor gradient, Pending pending, Targets targets) {
        Backend on = Backends.current(root.backend());
        if (targets.want(root)) {
            on.run(new Elements.Copy(gradient, outputFor(root, pending, targets)));
        }
    }

    /// Where a walk begins.
    @FunctionalInterface
    private interface Start {

        void seed(Pending pending);
    }

    private static void walk(Graph graph, Targets targets, Start start) {
        try (NoGrad _ = NoGrad.open(); Pending pending = new Pending()) {
            start.seed(pending);
            for (Node node = pending.poll(); node != null; node = pending.poll()) {
                walk(node, pending, targets);
                if (graph == Graph.FREE) {
                    node.free();
                }
            }
        }
    }

    private static void walk(Node node, Pending pending, Targets targets) {
        Tensor y = node.output();
        Backend on = Backends.current(y.backend());
        try (Scope _ = Scope.open()) {
            for (Output copy : targets.of(node)) {
                on.run(new Elements.Copy(node.gradient(), copy));
            }
            Gradients gradients = node.op().backward(on, node.inputsAsRecorded(), node.outputAsRecorded(), node.gradient());
            Optional<Gradients.Part> last = gradients.parts().stream().filter(Gradients.Part::passes).findFirst();
            for (Gradients.Part part : gradients.parts()) {
                if (!last.equals(Optional.of(part))) {
                    run(part, node.inputs(), pending, targets);
                }
            }
            last.ifPresent(part -> pass(part, node, pending, targets));
        } finally {
            node.closeGradient();
        }
    }

    /// Hands the gradient's memory on to an input that was computed and has no gradient yet; else copies it.
    private static void pass(Gradients.Part part, Node node, Pending pending, Targets targets) {
        Tensor input = node.inputs().get(part.inputs().getFirst());
        boolean wanted = input.requiresGrad() && targets.want(input);
        if (!wanted || input.origin().isEmpty() || !pending.handOn(node, input.origin().get(), input)) {
            run(part, node.inputs(), pending, targets);
        }
    }

    /// Runs a part of which a gradient is wanted. Gradients that are not, and those of a tensor that is an input twice, go
    /// to memory of their own first.
    private static void run(Gradients.Part part, List<Tensor> inputs, Pending pending, Targets targets) {
        List<Tensor> of = part.inputs().stream().map(inputs::get).toList();
        List<Tensor> wanted = of.stream().filter(input -> input.requiresGrad() && targets.want(input)).toList();
        if (wanted.isEmpty()) {
            return;
        }
        List<Output> to = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            Tensor input = of.get(i);
            to.add(wanted.contains(input) && of.indexOf(input) == i ? outputFor(input, pending, targets) : apart(input));
        }
        part.kernel().run(to);
        for (int i = 0; i < of.size(); i++) {
            Tensor input = of.get(i);
            if (wanted.contains(input) && of.indexOf(input) < i) {
                Output into = outputFor(input, pending, targets);
                Backends.current(input.backend()).run(new Elements.Copy(to.get(i).tensor(), into));
            }
        }
    }

    private static Output apart(Tensor input) {
        return Output.set(Tensor.empty(input.layout().dense(), input.dtype(), Backends.current(input.backend())));
    }

    private static Output outputFor(Tensor input, Pending pending, Targets targets) {
        return input.origin().map(node -> pending.outputFor(node, input)).orElseGet(() -> targets.of(input));
    }

    private static void fill(Output to, double seed) {
        Backend on = Backends.current(to.tensor().backend());
        if (!to.adds()) {
            on.run(new Elements.Fill(seed, to));
            return;
        }
        try (Scope _ = Scope.open()) {
            Tensor value = Tensor.empty(to.tensor().shape(), to.tensor().dtype(), on);
            on.run(new Elements.Fill(seed, Output.set(value)));
            on.run(new Elements.Copy(value, to));
        }
    }
}
