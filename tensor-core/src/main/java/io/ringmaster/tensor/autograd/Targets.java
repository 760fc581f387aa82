package io.ringmaster.tensor.autograd;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whose gradients a walk is for, and where they go.
final class Targets {

    private static final Targets LEAVES = new Targets(Map.of(), Map.of(), Optional.empty());

    private final Map<Tensor, Tensor> leaves;
    private final Map<Node, Tensor> computed;
    private final Optional<Set<Node>> needed;

    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    private Targets(Map<Tensor, Tensor> leaves, Map<Node, Tensor> computed, Optional<Set<Node>> needed) {
        this.leaves = leaves;
        this.computed = computed;
        this.needed = needed;
    }

    /// All tensors that were not computed and want a gradient: they keep it. So do those that were told to.
    static Targets leaves() {
        return LEAVES;
    }

    /// Some tensors, with one to add each gradient to; nothing else keeps any.
    static Targets of(List<Tensor> outputs, List<Tensor> inputs, List<Tensor> results) {
        IdentityHashMap<Tensor, Tensor> leaves = new IdentityHashMap<>();
        IdentityHashMap<Node, Tensor> computed = new IdentityHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            Tensor result = results.get(i);
            input.origin().ifPresentOrElse(node -> computed.put(node, result), () -> leaves.put(input, result));
        }
        return new Targets(leaves, computed, Optional.of(needed(outputs, leaves, computed)));
    }

    /// The nodes through which a walk from the outputs comes to an input. Throws [IllegalStateException] where one is freed.
    private static Set<Node> needed(List<Tensor> outputs, Map<Tensor, Tensor> leaves, Map<Node, Tensor> computed) {
        Set<Node> reached = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>();
        outputs.forEach(output -> output.origin().ifPresent(open::push));
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (reached.add(node)) {
                node.requireWalkable();
                node.inputs().forEach(input -> input.origin().ifPresent(open::push));
            }
        }
        Set<Node> needed = new HashSet<>();
        reached.stream().sorted(Comparator.comparingLong(Node::number)).forEach(node -> {
            boolean leads = node.inputs().stream().anyMatch(input ->
                leaves.containsKey(input) || input.origin().map(needed::contains).orElse(false));
            if (leads || computed.containsKey(node)) {
                needed.add(node);
            }
        });
        return needed;
    }

    /// Whether the walk goes on to a tensor that wants a gradient.
    boolean want(Tensor input) {
        return needed.isEmpty()
            || input.origin().map(node -> needed.get().contains(node)).orElseGet(() -> leaves.containsKey(input));
    }

    /// Where the gradient of a tensor goes that was not computed.
    Output of(Tensor leaf) {
        return needed.isEmpty() ? leaf.gradientOutput() : Output.add(leaves.get(leaf));
    }

    /// Where else the gradient of a node's output goes, once it is complete.
    List<Output> of(Node node) {
        if (needed.isEmpty()) {
            return node.retained().map(tensor -> List.of(tensor.gradientOutput())).orElse(List.of());
        }
        Tensor result = computed.get(node);
        return result == null ? List.of() : List.of(Output.add(result));
    }
}
