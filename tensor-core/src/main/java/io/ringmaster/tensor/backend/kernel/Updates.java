package io.ringmaster.tensor.backend.kernel;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.UpdateRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What happens to parameters and gradients between backward and the next forward: one pass over flat memory.
/// Shapes: [N] where nothing else is said, contiguous, one floating dtype.
public sealed interface Updates extends Kernel {

    /// Memory that a step changes. Shapes: all the same.
    ///
    /// @param state what the rule keeps between steps, in the rule's order
    record Piece(Tensor values, Tensor gradients, List<Tensor> state) {

        public Piece {
            state = List.copyOf(state);
        }

        private Stream<Tensor> changed() {
            return Stream.concat(Stream.of(values), state.stream());
        }
    }

    /// An optimizer's step by one rule, wherever its parameters lie.
    ///
    /// @param ascends whether the rule sees each gradient with its sign turned
    record Step(UpdateRule rule, boolean ascends, List<Piece> pieces) implements Updates {

        public Step {
            pieces = List.copyOf(pieces);
        }

        @Override
        public List<Tensor> inputs() {
            List<Tensor> all = new ArrayList<>();
            pieces.forEach(piece -> {
                all.add(piece.gradients);
                piece.changed().forEach(all::add);
            });
            return all;
        }

        @Override
        public List<Output> outputs() {
            return pieces.stream().flatMap(Piece::changed).map(Output::set).toList();
        }
    }

    /// Running averages follow what was found: `values += momentum (found - values)`.
    record MoveTowards(double momentum, Tensor values, Tensor found) implements Updates {

        @Override
        public List<Tensor> inputs() {
            return List.of(values, found);
        }

        @Override
        public List<Output> outputs() {
            return List.of(Output.set(values));
        }
    }

    /// The root of the sum of all elements' squares, summed in an order that the lengths alone decide.
    /// Shapes: parts [N] each → y [].
    record Norm(List<Tensor> parts, Output y) implements Updates {

        public Norm {
            parts = List.copyOf(parts);
        }

        @Override
        public List<Tensor> inputs() {
            return parts;
        }

        @Override
        public List<Output> outputs() {
            return List.of(y);
        }
    }

    /// Scales down parts whose norm, all together, is above a limit: `x *= min(1, limit / (norm + 1e-6))`.
    /// Shapes: norm [], parts [N] each.
    record ClipByNorm(double limit, Tensor norm, List<Tensor> parts) implements Updates {

        /// What PyTorch adds to the norm.
        private static final double GUARD = 1e-6;

        public ClipByNorm {
            parts = List.copyOf(parts);
        }

        public double factor(double found) {
            return Math.min(1, limit / (found + GUARD));
        }

        @Override
        public List<Tensor> inputs() {
            return Stream.concat(Stream.of(norm), parts.stream()).toList();
        }

        @Override
        public List<Output> outputs() {
            return parts.stream().map(Output::set).toList();
        }
    }

    /// Brings every element into [-limit, limit]; NaN stays NaN.
    record ClipByValue(double limit, List<Tensor> parts) implements Updates {

        public ClipByValue {
            parts = List.copyOf(parts);
        }

        @Override
        public List<Tensor> inputs() {
            return parts;
        }

        @Override
        public List<Output> outputs() {
            return parts.stream().map(Output::set).toList();
        }
    }
}
