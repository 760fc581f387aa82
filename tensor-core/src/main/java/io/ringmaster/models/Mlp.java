package io.ringmaster.models;

import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/// A multilayer perceptron: linear layers with ReLU between them.
public final class Mlp {

    private Mlp() {}

    /// Its parameters are named as PyTorch names them: `0.weight` [out, in], `0.bias`, `2.weight`, ...
    ///
    /// @param sizes of the input, of each hidden layer, of the output: 784, 256, 10
    public static Sequential of(long... sizes) {
        if (sizes.length < 2) {
            throw new IllegalArgumentException(
                "an MLP of %d sizes; it takes the input's, the output's and those between".formatted(sizes.length));
        }
        List<Layer> layers = new ArrayList<>();
        for (int layer = 1; layer < sizes.length; layer++) {
            if (layer > 1) {
                layers.add(new ReLU());
            }
            layers.add(new Linear(sizes[layer - 1], sizes[layer]));
        }
        return new Sequential(layers);
    }
}
