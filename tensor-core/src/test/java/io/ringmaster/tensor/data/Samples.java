package io.ringmaster.tensor.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How the tests here look at samples.
final class Samples {

    private Samples() {}

    static float[] features(Dataset dataset, long index) {
        int values = Math.toIntExact(dataset.features().elements());
        MemorySegment memory = MemorySegment.ofArray(new float[values]);
        dataset.readFeatures(index, memory, 0);
        return memory.toArray(ValueLayout.JAVA_FLOAT);
    }
}
