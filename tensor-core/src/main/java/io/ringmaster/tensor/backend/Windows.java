package io.ringmaster.tensor.backend;

/// How a convolution's or pool's window moves over images.
public record Windows(Window height, Window width) {

    /// How many elements a window takes.
    public long size() {
        return height.size() * width.size();
    }
}
