package io.ringmaster.tensor.state;

import io.ringmaster.tensor.Shape;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Tells whether two states are the same, bit for bit.
public final class StateDigest {

    private StateDigest() {}

    /// SHA-256 in hex over names, dtypes, shapes and bytes. The order in which the tensors are given does not matter.
    ///
    /// Throws [IllegalArgumentException] where two have the same name.
    public static String of(Collection<StoredTensor> tensors) {
        List<StoredTensor> sorted = tensors.stream().sorted(Comparator.comparing(StoredTensor::name)).toList();
        Sha256 digest = Sha256.create().add(sorted.size());
        String before = null;
        for (StoredTensor tensor : sorted) {
            if (tensor.name().equals(before)) {
                throw new IllegalArgumentException("two tensors named '" + before + "'; names in a state are unique");
            }
            before = tensor.name();
            add(digest, tensor);
        }
        return digest.hex();
    }

    private static void add(Sha256 digest, StoredTensor tensor) {
        Shape shape = tensor.shape();
        digest.add(tensor.name()).add(tensor.dtype().stored()).add(shape.rank());
        for (long dim : shape.dims()) {
            digest.add(dim);
        }
        digest.add(tensor.data());
    }
}
