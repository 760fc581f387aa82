package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;

/// Some dims as one; all but the first where nothing else is said. Shapes: x [B, ...] → [B, D].
public final class Flatten extends Layer {

    private final int first;
    private final int last;

    public Flatten() {
        this(1, -1);
    }

    /// @param first of the dims that become one, counted from the front, or with -1 and below from the back
    /// @param last  of them
    public Flatten(int first, int last) {
        this.first = first;
        this.last = last;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(first, last);
    }

    @Override
    protected String describe() {
        return first == 1 && last == -1 ? "" : "dims %d to %d".formatted(first, last);
    }
}
