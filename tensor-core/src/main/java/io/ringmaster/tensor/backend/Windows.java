package io.ringmaster.tensor.backend;

/// How a convolution's or pool's window moves over images.
public record Windows(Window height, Window width) {

    public Windows withStride(long rows, long columns) {
        return new Windows(height.withStride(rows), width.withStride(columns));
    }

    public Windows withDilation(long rows, long columns) {
        return new Windows(height.withDilation(rows), width.withDilation(columns));
    }

    /// As many rows above as below, and columns left as right.
    public Windows withPadding(long rows, long columns) {
        return new Windows(height.withPadding(rows, rows), width.withPadding(columns, columns));
    }

    @Override
    public String toString() {
        return "%s by %s".formatted(height, width);
    }

    /// How many elements a window takes.
    public long size() {
        return height.size() * width.size();
    }
}
