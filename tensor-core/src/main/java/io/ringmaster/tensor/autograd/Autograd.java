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
import java.util.List;

/// Define-by-run differentiation: [#apply] records, [#backward] walks what was recorded from the last to the first.
public final class Autograd {

    private Autograd() {}

    /// Runs an op and, where one of its inputs wants a gradient, records it.
    public static Tensor apply(Op op, Tensor... inputs) {
        List<Tensor> all = List.of(inputs);
        Backend on = commonBackend(op, inputs);
        boolean records = NoGrad.isRecording() && wantsGradient(inputs);
        Tensor output;
        try (NoGrad _ = NoGrad.open(); Scope temporaries = Scope.open()) {
            output = temporaries.keep(op.forward(on, all));
        }
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
                throw new ShapeException("%s of tensors on %s and %s; move them to one device first",
                    op.title(), on.device(), input.device());
            }
        }
        return on;
    }

    /// Adds the gradients of `root`, a scalar, times `seed`.
    ///
    /// Throws [IllegalStateException] where root wants no gradient or was walked before.
    public static void backward(Tensor root, double seed) {
        if (root.elements() != 1) {
            throw new ShapeException("backward() of %s; it starts at a scalar, so take a sum() or mean() first", root);
        }
        if (!root.requiresGrad()) {
            throw new IllegalStateException("backward() of %s, which no tensor that wants a gradient went into; see "
                .formatted(root) + "requiresGrad and NoGrad");
        }
        try (NoGrad _ = NoGrad.open(); Pending pending = new Pending()) {
            addTo(root, pending, to -> fill(to, seed));
            for (Node node = pending.poll(); node != null; node = pending.poll()) {
                walk(node, pending);
            }
        }
    }

    private static void walk(Node node, Pending pending) {
        Tensor y = node.output();
        try (Scope _ = Scope.open()) {
            Gradients gradients =
                node.op().backward(Backends.current(y.backend()), node.inputs(), y, node.gradient());
            for (int i = 0; i < node.inputs().size(); i++) {
                Tensor input = node.inputs().get(i);
                if (input.requiresGrad()) {
                    addTo(input, pending, gradients.of(i));
                }
            }
            node.free();
        } finally {
            node.closeGradient();
        }
    }

    private static void addTo(Tensor input, Pending pending, Gradients.Kernel kernel) {
        Output into = input.origin().map(node -> pending.outputFor(node, input)).orElseGet(input::gradientOutput);
        kernel.run(into);
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
