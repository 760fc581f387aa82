package io.ringmaster.tensor.backend;

/// How a convolution's or pool's window moves along one dim.
///
/// @param size     elements that it takes
/// @param stride   from one window's first element to the next one's
/// @param dilation from one of its elements to the next
/// @param before   elements of padding ahead of the first
/// @param after    elements of padding behind the last
public record Window(long size, long stride, long dilation, long before, long after) {

    public Window {
        if (size < 1 || stride < 1 || dilation < 1 || before < 0 || after < 0) {
            throw new IllegalArgumentException(
                "a window of size %d, stride %d, dilation %d, with padding of %d and %d; the first three are 1 or more, "
                    .formatted(size, stride, dilation, before, after) + "padding is 0 or more");
        }
    }

    /// One that takes elements side by side, without padding.
    public static Window of(long size) {
        return new Window(size, 1, 1, 0, 0);
    }

    public Window withStride(long elements) {
        return new Window(size, elements, dilation, before, after);
    }

    public Window withDilation(long elements) {
        return new Window(size, stride, elements, before, after);
    }

    public Window withPadding(long before, long after) {
        return new Window(size, stride, dilation, before, after);
    }

    @Override
    public String toString() {
        return "%d%s%s%s".formatted(size, stride == 1 ? "" : " stride " + stride, dilation == 1 ? "" : " dilation " + dilation,
            before + after == 0 ? "" : before == after ? " padding " + before : " padding " + before + " and " + after);
    }

    /// From its first element to behind its last.
    public long span() {
        return dilation * (size - 1) + 1;
    }

    /// How many windows fit into so many elements with their padding: 0 or less where none does.
    public long count(long elements) {
        return Math.floorDiv(elements + before + after - span(), stride) + 1;
    }

    /// The fewest elements into which so many windows fit.
    public long elements(long count) {
        return (count - 1) * stride + span() - before - after;
    }

    /// Where an element of a window lies: below 0, or at the end and above, in the padding.
    public long place(long window, long element) {
        return window * stride + element * dilation - before;
    }
}
