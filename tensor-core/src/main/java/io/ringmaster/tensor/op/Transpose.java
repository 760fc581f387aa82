package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Layout;

/// Two dims exchanged.
public record Transpose(int first, int second) implements ViewOp {

    @Override
    public Layout layout(Layout x) {
        return x.transpose(first, second);
    }

    @Override
    public Layout inverse(Layout x, Layout dy) {
        return dy.transpose(first, second);
    }
}
