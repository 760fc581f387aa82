package io.ringmaster.tensor.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.LongStream;

/// How the tests here look at samples.
public final class Samples {

    private Samples() {}

    public static float[] features(Dataset dataset, long index) {
        int values = Math.toIntExact(dataset.features().elements());
        MemorySegment memory = MemorySegment.ofArray(new float[values]);
        dataset.readFeatures(index, memory, 0);
        return memory.toArray(ValueLayout.JAVA_FLOAT);
    }

    public static long[] labels(Dataset dataset, long... indices) {
        return LongStream.of(indices).map(dataset::label).toArray();
    }
}
