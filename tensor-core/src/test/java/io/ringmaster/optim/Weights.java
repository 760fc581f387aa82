package io.ringmaster.optim;

import io.ringmaster.nn.Initializer;
import io.ringmaster.nn.Module;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/// Nothing but parameters, named `0`, `1`, ..., whose gradients a test can choose.
final class Weights extends Module {

    private Optional<ParameterBuffer> buffer = Optional.empty();

    private Weights(Shape... shapes) {
        for (int i = 0; i < shapes.length; i++) {
            parameter(Integer.toString(i), shapes[i], Initializer.uniform(1));
        }
    }

    static Weights on(Device device, Shape... shapes) {
        Weights weights = new Weights(shapes);
        weights.to(device).initialize(7);
        return weights;
    }

    /// An optimizer over the module's own tensors, or over a buffer that they are moved into.
    Optimizer optimizer(Algorithm algorithm, boolean flat, ParameterGroup... groups) {
        if (!flat) {
            return algorithm.over(this, groups);
        }
        buffer = Optional.of(ParameterBuffer.flatten(this));
        return algorithm.over(buffer.get(), groups);
    }

    @Override
    public void close() {
        buffer.ifPresentOrElse(ParameterBuffer::close, super::close);
    }

    float[] values(int parameter) {
        return get(Integer.toString(parameter)).tensor().toFloatArray();
    }

    void assign(int parameter, Tensor values) {
        get(Integer.toString(parameter)).tensor().detach().assign(values);
    }

    Map<String, float[]> all() {
        Map<String, float[]> all = new LinkedHashMap<>();
        parameters().forEach((name, parameter) -> all.put(name, parameter.tensor().toFloatArray()));
        return all;
    }

    /// Adds gradients through autograd.
    void addGradients(IntFunction<float[]> ofParameter) {
        for (int i = 0; i < parameters().size(); i++) {
            addGradient(i, ofParameter.apply(i));
        }
    }

    void addGradient(int parameter, float[] gradient) {
        Tensor own = get(Integer.toString(parameter)).tensor();
        try (Scope _ = Scope.open()) {
            own.mul(Tensor.of(gradient, own.shape(), Device.CPU).to(own.device(), DType.FLOAT32)).sum().backward();
        }
    }
}
