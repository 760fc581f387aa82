package io.ringmaster.nn;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Tensor;
import java.util.function.UnaryOperator;

/// A module that makes one tensor of one: a linear map, a block of such, a whole net.
///
/// ```java
/// public final class Shifted extends Layer {
///
///     private final Parameter shift;
///
///     public Shifted(long size) {
///         shift = parameter("shift", Shape.of(size), Initializer.constant(0));
///     }
///
///     @Override
///     public Tensor forward(Tensor x) {
///         return x.add(shift.tensor());
///     }
/// }
/// ```
public abstract class Layer extends Module {

    public abstract Tensor forward(Tensor x);

    /// A layer without state.
    ///
    /// @param name how the printed tree calls it
    public static Layer of(String name, UnaryOperator<Tensor> function) {
        return new Function(name, function);
    }

    private static final class Function extends Layer {

        private final String name;
        private final UnaryOperator<Tensor> function;

        private Function(String name, UnaryOperator<Tensor> function) {
            this.name = name;
            this.function = function;
        }

        @Override
        public Tensor forward(Tensor x) {
            return function.apply(x);
        }

        @Override
        protected String describe() {
            return name;
        }
    }

    // The same, known to be layers

    @Override
    public Layer train() {
        super.train();
        return this;
    }

    @Override
    public Layer eval() {
        super.eval();
        return this;
    }

    @Override
    public Layer requiresGrad(boolean wanted) {
        super.requiresGrad(wanted);
        return this;
    }

    @Override
    public Layer to(Device device, DType dtype) {
        super.to(device, dtype);
        return this;
    }

    @Override
    public Layer to(Device device) {
        super.to(device);
        return this;
    }

    @Override
    public Layer initialize(long seed) {
        super.initialize(seed);
        return this;
    }
}
