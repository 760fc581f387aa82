package io.ringmaster.torch;

import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Module;
import io.ringmaster.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// What a [RandomCase] calls, made of its settings.
///
/// @param modules whose state the case has: one or none
record Subject(List<Module> modules, UnaryOperator<List<Tensor>> call) {

    /// How a subject is made of a case.
    @FunctionalInterface
    interface Maker {

        Subject of(RandomCase settings);
    }

    static Subject of(UnaryOperator<Tensor> function) {
        return new Subject(List.of(), x -> List.of(function.apply(x.getFirst())));
    }

    static Subject of(BinaryOperator<Tensor> function) {
        return new Subject(List.of(), x -> List.of(function.apply(x.get(0), x.get(1))));
    }

    static Subject ofAll(UnaryOperator<List<Tensor>> function) {
        return new Subject(List.of(), function);
    }

    static Subject of(Layer layer) {
        return new Subject(List.of(layer), x -> List.of(layer.forward(x.getFirst())));
    }

    static Subject of(Module module, UnaryOperator<List<Tensor>> call) {
        return new Subject(List.of(module), call);
    }
}
