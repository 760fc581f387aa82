package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;

/// A vector for each id.
///
/// Letters: V ids, D width. Shapes: x [...] int64 or int32 → [..., D]. State: `weight` [V, D].
public final class Embedding extends Layer {

    private static final long NO_PADDING = io.ringmaster.tensor.op.Embedding.NO_PADDING;

    private final long count;
    private final long width;
    private final long padding;
    private final Parameter weight;

    public Embedding(long count, long width) {
        this(count, width, NO_PADDING);
    }

    private Embedding(long count, long width, long padding) {
        if (count < 1 || width < 1) {
            throw new IllegalArgumentException("an embedding of %d ids, %d wide; both are 1 or more".formatted(count, width));
        }
        this.count = count;
        this.width = width;
        this.padding = padding;
        Initializer normal = Initializer.normal(0, 1);
        weight = parameter("weight", Shape.of(count, width),
            padding == NO_PADDING ? normal : Initializer.withZeroRow(normal, padding));
    }

    /// Another one, whose vector for one id starts at 0 and gets no gradient: for what fills up short sequences.
    ///
    /// @param id counted from the front, or with -1 and below from the back
    public Embedding paddingIndex(long id) {
        if (id < -count || id >= count) {
            throw new IllegalArgumentException("padding index %d of %d ids; it is %d to %d".formatted(id, count, -count, count - 1));
        }
        return new Embedding(count, width, id < 0 ? count + id : id);
    }

    @Override
    public Tensor forward(Tensor x) {
        return weight.tensor().embedding(x, padding);
    }

    @Override
    protected String describe() {
        return "%d, %d wide".formatted(count, width) + (padding == NO_PADDING ? "" : ", padding " + padding);
    }
}
