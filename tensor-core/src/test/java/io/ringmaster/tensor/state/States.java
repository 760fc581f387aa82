package io.ringmaster.tensor.state;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.util.Collection;
import java.util.Map;
import java.util.Random;

/// States as the tests here need them.
final class States {

    private States() {}

    static StoredTensor floats(String name, float... values) {
        return new StoredTensor(name, DType.FLOAT32, Shape.of(values.length), MemorySegment.ofArray(values));
    }

    static StoredTensor random(String name, DType dtype, Shape shape, long seed) {
        byte[] data = new byte[Math.toIntExact(shape.elements() * dtype.bytes())];
        new Random(seed).nextBytes(data);
        return new StoredTensor(name, dtype, shape, MemorySegment.ofArray(data));
    }

    static byte[] encode(Collection<StoredTensor> tensors, Map<String, String> metadata) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Safetensors.write(Channels.newChannel(out), tensors, metadata);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
