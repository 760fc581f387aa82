package io.ringmaster.optim;

import io.ringmaster.tensor.Shape;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/// Parameters with hyperparameters of their own.
///
/// ```java
/// Adam adamW = AdamW.of(1e-3).weightDecay(0.1);
/// Optimizer optimizer = adamW.over(model,
///     ParameterGroup.named(name -> name.startsWith("head."), adamW.learningRate(1e-2)),
///     ParameterGroup.biasesAndNorms(adamW.weightDecay(0)));
/// ```
/// @param members    whether it takes the parameter of that path and shape
/// @param mayBeEmpty whether it is right that it takes none, or a mistake
public record ParameterGroup(BiPredicate<String, Shape> members, Algorithm algorithm, boolean mayBeEmpty) {

    /// It takes one parameter or more.
    ///
    /// @param members whether it takes the parameter of that path: `0.weight`
    public static ParameterGroup named(Predicate<String> members, Algorithm algorithm) {
        return new ParameterGroup((name, _) -> members.test(name), algorithm, false);
    }

    /// Parameters of less than two dims, which most recipes exempt from weight decay.
    public static ParameterGroup biasesAndNorms(Algorithm algorithm) {
        return new ParameterGroup((_, shape) -> shape.rank() < 2, algorithm, true);
    }
}
