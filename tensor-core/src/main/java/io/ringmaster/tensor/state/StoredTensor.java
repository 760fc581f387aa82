package io.ringmaster.tensor.state;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// A named tensor as a file holds it: row after row, little-endian.
///
/// @param data the elements, at whatever address: read them with unaligned layouts or copy them. Whoever made this
///             record owns the memory.
public record StoredTensor(String name, DType dtype, Shape shape, MemorySegment data) {

    /// The key under which a safetensors header keeps what is no tensor.
    static final String RESERVED = "__metadata__";

    public StoredTensor {
        if (name.equals(RESERVED)) {
            throw new ShapeException("a tensor named %s; the file format keeps that name for itself", RESERVED);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new ShapeException("the tensor name '%s' holds half a surrogate pair; names are Unicode text", name);
        }
        long bytes = bytes(dtype, shape);
        if (data.byteSize() != bytes) {
            throw new ShapeException("tensor '%s' has %d bytes; %s of %s takes %d", name, data.byteSize(), dtype, shape,
                    bytes);
        }
    }

    /// A tensor's values as they lie; a copy where they have gaps or the device keeps its memory to itself.
    public static StoredTensor of(String name, Tensor tensor) {
        if (tensor.isContiguous() && tensor.backend().sharesHostMemory()) {
            return new StoredTensor(name, tensor.dtype(), tensor.shape(), tensor.memory());
        }
        MemorySegment copy = Arena.ofAuto().allocate(bytes(tensor.dtype(), tensor.shape()), Long.BYTES);
        try (NoGrad _ = NoGrad.open(); Scope _ = Scope.open()) {
            Tensor dense = tensor.contiguous();
            dense.backend().download(dense, copy);
        }
        return new StoredTensor(name, tensor.dtype(), tensor.shape(), copy);
    }

    /// The values on the CPU: where they lie, if a tensor may lie there, else a copy.
    public Tensor toTensor() {
        if (dtype != DType.BOOL && data.isNative() && data.address() % dtype.bytes() == 0) {
            return Tensor.borrow(data, shape, dtype, Device.CPU);
        }
        Tensor copy = Tensor.empty(shape, dtype, Backends.of(Device.CPU));
        copy.backend().upload(dtype == DType.BOOL ? truths() : data, copy);
        return copy;
    }

    /// Whatever a file has for true becomes 1.
    private MemorySegment truths() {
        byte[] truths = data.toArray(ValueLayout.JAVA_BYTE);
        for (int i = 0; i < truths.length; i++) {
            truths[i] = (byte) (truths[i] == 0 ? 0 : 1);
        }
        return MemorySegment.ofArray(truths);
    }

    /// What a tensor takes; -1 where that is more than a long can count.
    static long bytes(DType dtype, Shape shape) {
        try {
            return Math.multiplyExact(shape.elements(), (long) dtype.bytes());
        } catch (ArithmeticException | ShapeException _) {
            return -1;
        }
    }
}
