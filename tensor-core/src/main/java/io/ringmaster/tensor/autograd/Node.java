package io.ringmaster.tensor.autograd;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.op.Op;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// One recorded op with what went in and what came out. Freed once backward has walked it.
public final class Node {

    private static final AtomicLong RECORDED = new AtomicLong();

    private final long number = RECORDED.getAndIncrement();
    private final Op op;
    private List<Tensor> inputs;
    private Tensor output;
    private Tensor gradient;
    private Tensor retained;

    Node(Op op, List<Tensor> inputs, Tensor output) {
        this.op = op;
        this.inputs = inputs;
        this.output = output;
    }

    /// Greater than that of every node this one depends on.
    long number() {
        return number;
    }

    Op op() {
        return op;
    }

    /// How the op is called.
    public String title() {
        return op.title();
    }

    List<Tensor> inputs() {
        return inputs;
    }

    Tensor output() {
        return output;
    }

    /// The gradient of the output so far, null before the walk comes near.
    Tensor gradient() {
        return gradient;
    }

    void setGradient(Tensor gradient) {
        this.gradient = gradient;
    }

    /// Lets backward keep the gradient of the output in a tensor, which is the output as its user has it.
    public void retain(Tensor tensor) {
        retained = tensor;
    }

    Optional<Tensor> retained() {
        return Optional.ofNullable(retained);
    }

    void requireWalkable() {
        if (output == null) {
            throw new IllegalStateException("backward() reached the %s that it walked, and freed, before; compute the "
                .formatted(op.title()) + "loss anew for each backward(), or keep the graph: backward(Graph.RETAIN)");
        }
    }

    void free() {
        inputs = List.of();
        output = null;
        closeGradient();
    }

    void closeGradient() {
        if (gradient != null) {
            gradient.close();
            gradient = null;
        }
    }
}
