package io.ringmaster.tensor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class BatchReaderTest {

    private static final Dataset DIGITS = Digits.training(1, 50);

    @Test
    void readsTheSamplesThatTheOrderNames() {
        SampleOrder order = new RandomSampler(50).order(2, 3);
        BatchReader reader = new BatchReader(DIGITS, order);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment features = arena.allocate(reader.featureBytes(7));
            MemorySegment labels = arena.allocate(reader.targetBytes(7));
            reader.read(40, 47, features, labels);
            float[] found = features.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);   // [7, 784]
            for (int n = 0; n < 7; n++) {
                long index = order.sampleAt(40L + n);
                assertThat(Arrays.copyOfRange(found, n * 784, (n + 1) * 784)).isEqualTo(Samples.features(DIGITS, index));
                assertThat(labels.get(ValueLayout.JAVA_LONG_UNALIGNED, n * 8L)).isEqualTo(DIGITS.label(index));
            }
        }
    }

    @Test
    void leavesMemoryBeyondTheBatchAlone() {
        BatchReader reader = new BatchReader(DIGITS, SampleOrder.sequential(50));
        byte[] features = new byte[2 * 784 * 4];
        byte[] labels = new byte[2 * 8];
        Arrays.fill(features, (byte) 77);
        Arrays.fill(labels, (byte) 77);
        reader.read(49, 50, MemorySegment.ofArray(features), MemorySegment.ofArray(labels));
        assertThat(Arrays.copyOfRange(features, 784 * 4, features.length)).containsOnly(77);
        assertThat(Arrays.copyOfRange(labels, 8, 16)).containsOnly(77);
        assertThat(labels[0]).isEqualTo((byte) DIGITS.label(49));
    }

    @Test
    void rejectsWhatDoesNotFit() {
        BatchReader reader = new BatchReader(DIGITS, SampleOrder.sequential(50));
        MemorySegment features = MemorySegment.ofArray(new byte[2 * 784 * 4]);
        MemorySegment labels = MemorySegment.ofArray(new byte[2 * 8]);
        assertThatThrownBy(() -> reader.read(0, 3, features, labels)).hasMessageContaining("features take 9408 bytes");
        assertThatThrownBy(() -> reader.read(0, 2, features, labels.asSlice(1))).hasMessageContaining("targets take 16");
        assertThatThrownBy(() -> reader.read(49, 51, features, labels)).isInstanceOf(IndexOutOfBoundsException.class);
        BatchReader tooLong = new BatchReader(DIGITS, SampleOrder.sequential(51));
        assertThatThrownBy(() -> tooLong.read(50, 51, features, labels)).isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining("sample 50 at place 50").hasMessageContaining("sampler");
    }

    @Test
    void slicesSeeTheirPartOnly() {
        Dataset part = DIGITS.slice(10, 40).slice(5, 25);
        assertThat(part.size()).isEqualTo(20);
        assertThat(part.label(0)).isEqualTo(DIGITS.label(15));
        assertThat(Samples.features(part, 19)).isEqualTo(Samples.features(DIGITS, 34));
        assertThat(part.fingerprint())
                .isEqualTo(DIGITS.slice(15, 35).fingerprint())
                .isNotEqualTo(DIGITS.fingerprint())
                .isNotEqualTo(DIGITS.slice(15, 34).fingerprint());
        assertThat(DIGITS.slice(0, 50)).isSameAs(DIGITS);
        assertThatThrownBy(() -> part.label(20)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> part.slice(0, 21)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> DIGITS.slice(3, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
