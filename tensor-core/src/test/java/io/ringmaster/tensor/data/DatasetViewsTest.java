package io.ringmaster.tensor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class DatasetViewsTest {

    private static final Dataset TEN = TensorDataset.of(
        new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, Shape.of(1), new long[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0});

    @Test
    void aTensorDatasetIsItsTensors() {
        try (Scope _ = Scope.open()) {
            Tensor tokens = Tensor.of(new long[] {1, 2, 3, 4, 5, 6}, Shape.of(2, 3), Device.CPU);
            Tensor values = Tensor.of(new float[] {.5f, .25f}, Shape.of(2, 1), Device.CPU);
            Dataset dataset = TensorDataset.of(tokens, values);
            assertThat(dataset.features()).isEqualTo(TensorType.int64(3));
            assertThat(dataset.target()).isEqualTo(TensorType.float32(1));
            assertThat(dataset.classes()).isZero();
            MemorySegment row = MemorySegment.ofArray(new long[3]);
            dataset.readFeatures(1, row, 0);
            assertThat(row.toArray(ValueLayout.JAVA_LONG)).containsExactly(4, 5, 6);
            assertThatThrownBy(() -> dataset.label(0)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("float32[1]");
        }
        assertThat(TEN.classes()).isEqualTo(3);
        assertThat(TEN.label(5)).isEqualTo(2);
    }

    @Test
    void tensorsThatAreNoSamplesAreRefused() {
        try (Scope _ = Scope.open()) {
            Tensor three = Tensor.of(1, 2, 3);
            Tensor two = Tensor.of(new long[] {0, 1}, Shape.of(2), Device.CPU);
            assertThatThrownBy(() -> TensorDataset.of(three, two)).isInstanceOf(DataException.class)
                .hasMessage("features of 3 samples but targets of 2; each sample has both");
            assertThatThrownBy(() -> TensorDataset.of(three.sum(), two)).isInstanceOf(DataException.class);
            assertThatThrownBy(() -> TensorDataset.of(new float[3], Shape.of(2), new long[1]))
                .isInstanceOf(DataException.class);
            assertThatThrownBy(() -> TensorDataset.of(new float[1], Shape.of(1), new long[] {-1}))
                .isInstanceOf(DataException.class).hasMessageContaining("the label -1 in sample 0");
        }
    }

    @Test
    void subsetsAndJoinedSetsSeeTheirSamples() {
        Dataset some = TEN.subset(7, 7, 2);
        assertThat(values(some)).containsExactly(7, 7, 2);
        assertThat(some.label(2)).isEqualTo(2);
        assertThat(values(some.concat(TEN.slice(0, 2)))).containsExactly(7, 7, 2, 0, 1);
        assertThat(some.fingerprint()).isNotEqualTo(TEN.subset(7, 2, 7).fingerprint());
        assertThatThrownBy(() -> TEN.subset(10)).isInstanceOf(IndexOutOfBoundsException.class)
            .hasMessageContaining("sample 10").hasMessageContaining("0 to 9");
        assertThatThrownBy(() -> some.label(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> TEN.concat(Digits.training(1, 1))).hasMessageContaining("the types must be equal");
    }

    @Property(tries = 100)
    void aRandomSplitIsDisjointAndComplete(@ForAll long seed, @ForAll @IntRange(max = 10) int first) {
        List<Dataset> parts = TEN.randomSplit(seed, first, 10 - first);
        assertThat(values(parts.getFirst().concat(parts.getLast()))).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(values(TEN.randomSplit(seed, first, 10 - first).getFirst())).isEqualTo(values(parts.getFirst()));
    }

    @Test
    void aSplitBeyondTheSetIsRefused() {
        assertThatThrownBy(() -> TEN.randomSplit(1, 6, 5)).hasMessageContaining("[6, 5] samples of a set of 10");
    }

    private static List<Integer> values(Dataset dataset) {
        return LongStream.range(0, dataset.size()).mapToObj(index -> (int) Samples.features(dataset, index)[0]).toList();
    }
}
