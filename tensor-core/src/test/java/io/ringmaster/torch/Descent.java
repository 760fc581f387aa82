package io.ringmaster.torch;

import io.ringmaster.nn.Initializer;
import io.ringmaster.nn.Module;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A layer or a loss together with what goes into it, all of which goes down by its gradients as in fixtures.py.
///
/// State: copies of the inputs; the modules', which it closes.
public final class Descent extends Module {

    private static final int STEPS = 5;

    private final List<Tensor> inputs = new ArrayList<>();

    private Descent(List<Module> modules, List<Tensor> given, Device device) {
        modules.forEach(module -> child("module", module));
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i).dtype().isFloating()) {
                parameter("x" + i, given.get(i).shape(), Initializer.constant(0));
            }
        }
        to(device).initialize(1);
        for (int i = 0; i < given.size(); i++) {
            Tensor x = given.get(i);
            Optional<Tensor> own = Optional.ofNullable(parameters().get("x" + i)).map(parameter -> parameter.tensor());
            own.ifPresent(tensor -> tensor.detach().assign(x));
            inputs.add(own.orElseGet(() -> x.to(device)));
        }
    }

    /// @param modules one or none
    public static Descent of(List<Module> modules, List<Tensor> inputs, Device device) {
        return new Descent(modules, inputs, device);
    }

    /// The inputs on the device; those that are floating want gradients.
    public List<Tensor> inputs() {
        return inputs;
    }

    /// Five steps, the first along the gradients that are there.
    public void run(double rate, Function<List<Tensor>, Tensor> loss) {
        try (Optimizer optimizer = Sgd.of(rate).momentum(0.9).over(this)) {
            optimizer.step();
            for (int step = 1; step < STEPS; step++) {
                optimizer.zeroGradients();
                try (Scope _ = Scope.open()) {
                    loss.apply(inputs).backward();
                }
                optimizer.step();
            }
        }
    }
}
