package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;

/// A change of one sample's float32 features, such as a crop.
///
/// Its `toString` names it and all that it depends on, for the fingerprint of what it makes; a record's does.
/// Thread: immutable, so any number at once.
public interface Transform {

    /// The shape that it makes of `input`. Throws [DataException] where it can't take that.
    Shape shape(Shape input);

    /// Changes one sample, row after row, and returns it: in `values` itself, or in an array of its own.
    ///
    /// Shapes: values as `input`, the result as `shape` says.
    ///
    /// @param draws this sample's and this transform's own random numbers
    float[] apply(float[] values, Shape input, Draws draws);
}
