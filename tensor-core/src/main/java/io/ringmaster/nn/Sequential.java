package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import java.util.Iterator;
import java.util.List;
import java.util.SequencedMap;

/// Layers one after another, named `0`, `1`, ... or as one likes.
public final class Sequential extends Layer implements Iterable<Layer> {

    private final List<Layer> layers;

    public Sequential(Layer... layers) {
        this(List.of(layers));
    }

    public Sequential(List<? extends Layer> layers) {
        this.layers = List.copyOf(layers);
        for (int i = 0; i < layers.size(); i++) {
            child(Integer.toString(i), layers.get(i));
        }
    }

    /// With names of one's own, in the map's order.
    public Sequential(SequencedMap<String, ? extends Layer> named) {
        layers = List.copyOf(named.values());
        named.forEach(this::child);
    }

    /// @param index counted from the front, or with -1 and below from the back
    public Layer get(int index) {
        return ModuleList.at(layers, index);
    }

    public int size() {
        return layers.size();
    }

    /// The layers `from` to `to` - 1, the same objects, as a net of their own.
    public Sequential slice(int from, int to) {
        return new Sequential(layers.subList(from, to));
    }

    @Override
    public Iterator<Layer> iterator() {
        return layers.iterator();
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x;
        for (Layer layer : layers) {
            y = layer.forward(y);
        }
        return y;
    }
}
