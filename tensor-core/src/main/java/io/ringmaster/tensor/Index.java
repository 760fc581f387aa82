package io.ringmaster.tensor;

/// What [TensorIndexing#index] takes of one dim, as Python's subscripts do: `x[0, 1:3, None, ..., mask]` is
/// `x.index(at(0), range(1, 3), newAxis(), ellipsis(), by(mask))`.
public sealed interface Index {

    /// One index; the dim goes. Below 0 it counts from the end.
    record At(long index) implements Index {}

    /// Every `step`-th index from `from` to `to`, without `to`. Below 0 they count from the end.
    record Range(long from, long to, long step) implements Index {}

    /// What a tensor names: int64 indices, in its own shape; or where it is bool, those at which it holds, of as many dims
    /// as it has.
    record ByTensor(Tensor tensor) implements Index {}

    /// Indices without more to say.
    enum Mark implements Index {
        /// The whole dim.
        ALL,
        /// A new dim of size 1.
        NEW_AXIS,
        /// All of the dims that nothing else is said about.
        ELLIPSIS
    }

    static Index at(long index) {
        return new At(index);
    }

    static Index range(long from, long to) {
        return new Range(from, to, 1);
    }

    static Index range(long from, long to, long step) {
        return new Range(from, to, step);
    }

    /// From an index to the end.
    static Index from(long index) {
        return new Range(index, Long.MAX_VALUE, 1);
    }

    static Index all() {
        return Mark.ALL;
    }

    static Index newAxis() {
        return Mark.NEW_AXIS;
    }

    static Index ellipsis() {
        return Mark.ELLIPSIS;
    }

    /// @param tensor int64 or bool
    static Index by(Tensor tensor) {
        return new ByTensor(tensor);
    }
}
