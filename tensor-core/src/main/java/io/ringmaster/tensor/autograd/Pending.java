package io.ringmaster.tensor.autograd;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Output;
import java.util.Comparator;
import java.util.PriorityQueue;

/// The nodes that have a gradient and wait to be walked, the last recorded first: each is complete when it leaves.
final class Pending implements AutoCloseable {

    private final PriorityQueue<Node> nodes = new PriorityQueue<>(Comparator.comparingLong(Node::number).reversed());

    /// The next node, or null at the end.
    Node poll() {
        return nodes.poll();
    }

    /// Where the gradient of a node's output is added; the node joins at the first call.
    ///
    /// The memory is outside any scope: the walk frees it as soon as the node is done.
    Output outputFor(Node node, Tensor output) {
        node.requireWalkable();
        if (node.gradient() != null) {
            return Output.add(node.gradient());
        }
        Tensor gradient = Scope.outside(() -> Tensor.empty(output.layout().dense(), output.dtype(), Backends.current(output.backend())));
        node.setGradient(gradient);
        nodes.add(node);
        return Output.set(gradient);
    }

    /// Lets a node have another's gradient for its own, as the same elements in the shape of its output, if it has none yet and
    /// they lie as they must. The other has none then.
    boolean handOn(Node from, Node to, Tensor output) {
        to.requireWalkable();
        Tensor gradient = from.gradient();
        Layout wanted = output.layout().dense();
        boolean lies = gradient.layout().hasStridesOf(wanted) || gradient.isContiguous() && wanted.isContiguous();
        if (to.gradient() != null || gradient.elements() != output.elements() || !lies) {
            return false;
        }
        from.setGradient(null);
        to.setGradient(gradient.viewAs(wanted));
        nodes.add(to);
        return true;
    }

    /// Frees the gradients that a failed walk left.
    @Override
    public void close() {
        nodes.forEach(Node::closeGradient);
        nodes.clear();
    }
}
