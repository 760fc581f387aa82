package io.ringmaster.tensor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StateDigestTest {

    private static final StoredTensor A = States.floats("a", 1, 2);
    private static final StoredTensor B = States.floats("b", 3);

    /// SHA-256 over eight-byte big-endian numbers, texts and data behind their lengths, computed in Python.
    @Test
    void neverChangesForAState() {
        assertThat(StateDigest.of(List.of(A, B)))
                .isEqualTo("97fdd8c0df1df66fb1d851bc93d5af86a564774eaa0973afdcc40031d50d329f");
    }

    @Test
    void doesNotDependOnTheOrderGiven() {
        assertThat(StateDigest.of(List.of(B, A))).isEqualTo(StateDigest.of(List.of(A, B)));
    }

    @Test
    void noticesEveryKindOfChange() {
        MemorySegment data = MemorySegment.ofArray(new int[] {1, 2});
        assertThat(List.of(
                StateDigest.of(List.of()),
                StateDigest.of(List.of(new StoredTensor("a", DType.INT32, Shape.of(2), data))),
                StateDigest.of(List.of(new StoredTensor("b", DType.INT32, Shape.of(2), data))),
                StateDigest.of(List.of(new StoredTensor("a", DType.FLOAT32, Shape.of(2), data))),
                StateDigest.of(List.of(new StoredTensor("a", DType.INT64, Shape.of(1), data))),
                StateDigest.of(List.of(new StoredTensor("a", DType.INT32, Shape.of(2, 1), data))),
                StateDigest.of(List.of(new StoredTensor("a", DType.INT32, Shape.of(2),
                        MemorySegment.ofArray(new int[] {1, 3}))))))
                .doesNotHaveDuplicates();
    }

    @Test
    void readsDataLongerThanItsCopy() {
        int[] values = new int[50_000];
        String before = StateDigest.of(List.of(large(values)));
        values[49_999] = 1;
        assertThat(StateDigest.of(List.of(large(values)))).isNotEqualTo(before);
    }

    @Test
    void rejectsStatesThatAreNone() {
        MemorySegment data = MemorySegment.ofArray(new int[] {1, 2});
        assertThatThrownBy(() -> StateDigest.of(List.of(A, A))).hasMessageContaining("two tensors named 'a'");
        assertThatThrownBy(() -> new StoredTensor("a", DType.INT32, Shape.of(3), data))
                .isInstanceOf(ShapeException.class)
                .hasMessage("tensor 'a' has 8 bytes; int32 of [3] takes 12");
        assertThatThrownBy(() -> new StoredTensor("a", DType.INT64, Shape.of(Long.MAX_VALUE), data))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> new StoredTensor("__metadata__", DType.INT32, Shape.of(2), data))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> new StoredTensor("\udc00", DType.INT32, Shape.of(2), data))
                .isInstanceOf(ShapeException.class);
    }

    private static StoredTensor large(int[] values) {
        return new StoredTensor("large", DType.INT32, Shape.of(values.length), MemorySegment.ofArray(values));
    }
}
