package io.ringmaster.tensor.autograd;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.op.Op;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// One recorded op with what went in and what came out. Freed once backward has walked it.
public final class Node {

    private static final AtomicLong RECORDED = new AtomicLong();

    private final long number = RECORDED.getAndIncrement();
    private final Op op;
    private List<Tensor> inputs;
    private Tensor output;
    private Tensor gradient;
    private Tensor retained;
    private final long[] versions;

    Node(Op op, List<Tensor> inputs, Tensor output) {
        this.op = op;
        this.inputs = inputs;
        this.output = output;
        versions = new long[inputs.size() + 1];
        for (int input = 0; input < inputs.size(); input++) {
            versions[input] = inputs.get(input).version();
        }
        versions[inputs.size()] = output.version();
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

    /// The inputs, those that were written over since the op ran without their values.
    List<Tensor> inputsAsRecorded() {
        for (int input = 0; input < inputs.size(); input++) {
            if (inputs.get(input).version() != versions[input]) {
                return IntStream.range(0, inputs.size()).mapToObj(each -> asRecorded(inputs.get(each), each)).toList();
            }
        }
        return inputs;
    }

    /// The output, without its values where it was written over since the op ran.
    Tensor outputAsRecorded() {
        return asRecorded(output, inputs.size());
    }

    private Tensor asRecorded(Tensor tensor, int number) {
        if (tensor.version() == versions[number] || tensor.elements() == 0) {
            return tensor;
        }
        return tensor.withoutValues(("backward() of %s takes the values that %s had, its %s, but they were written over since, by "
            + "fill(), assign(), an optimizer's step or running statistics; do that after backward(), or give the op a copy()").formatted(
            op.title(), tensor.summary(), number == inputs.size() ? "result" : "input " + number));
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
