package io.ringmaster.optim;

import io.ringmaster.nn.Module;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.tensor.backend.UpdateRule;
import java.util.List;

/// How an optimizer steps, with its hyperparameters: what PyTorch's class of the same name computes.
///
/// ```java
/// Optimizer optimizer = AdamW.of(1e-3).weightDecay(0.1).over(model);
/// ```
/// A value: changing a hyperparameter gives another algorithm.
public sealed interface Algorithm permits
    Adagrad,
    Adam,
    Ascent,
    Lamb,
    RmsProp,
    Sgd {

    /// The size of a step where no schedule says another.
    double learningRate();

    double weightDecay();

    /// PyTorch's names of what is kept between steps for each element of the parameters, in the rule's order.
    List<String> state();

    /// @param step of a parameter, from 1
    UpdateRule rule(double learningRate, long step);

    /// What the state starts at.
    default double initialState() {
        return 0;
    }

    /// This, towards a larger value instead of a smaller one: PyTorch's `maximize`. To be said last.
    default Algorithm maximize() {
        return new Ascent(this);
    }

    /// Whether the gradients are turned round ahead of the rule.
    default boolean ascends() {
        return false;
    }

    /// Whether a step depends on each parameter as a whole, so that neighbours can't be taken as one.
    default boolean isPerParameter() {
        return false;
    }

    /// An optimizer of a module's parameters, wherever they lie at each step. Those that are frozen or have no gradient
    /// stay as they are.
    ///
    /// @param groups with hyperparameters of their own; the first that takes a parameter has it
    default Optimizer over(Module module, ParameterGroup... groups) {
        return new Optimizer(new SeparateMemory(module), Grouping.of(this, groups));
    }

    /// An optimizer of parameters in one piece of memory, which it changes in as few pieces as its groups allow.
    ///
    /// @param groups with hyperparameters of their own; the first that takes a parameter has it
    default Optimizer over(ParameterBuffer parameters, ParameterGroup... groups) {
        return new Optimizer(new FlatMemory(parameters), Grouping.of(this, groups));
    }
}
