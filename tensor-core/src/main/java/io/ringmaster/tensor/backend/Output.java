package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.Tensor;

/// Where a kernel's result goes. The tensor has a place of its own for each element, in any layout.
///
/// @param adds whether the result is added to what is there (a gradient) or replaces it
public record Output(Tensor tensor, boolean adds) {

    public static Output set(Tensor tensor) {
        return new Output(tensor, false);
    }

    public static Output add(Tensor tensor) {
        return new Output(tensor, true);
    }
}
