package io.ringmaster.optim;

import io.ringmaster.tensor.Shape;

/// One parameter's place in an optimizer.
///
/// @param index  among the parameters
/// @param offset of its first element in the flat state
record Slot(String name, Shape shape, int index, long offset) {

    long elements() {
        return shape.elements();
    }

    long end() {
        return offset + elements();
    }
}
