package io.ringmaster.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void thePaddingIndexGetsNoGradient(String device) {
        Device on = Device.parse(device);
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, Shape.of(3, 2), on).requiresGrad(true);
            Tensor index = Tensor.of(new long[] {1, 0, 1, 2}, Shape.of(4), on);
            Autograd.apply(new Embedding(0), w, index).sum().backward();
            assertThat(w.gradient().orElseThrow().toFloatArray()).containsExactly(0, 0, 2, 2, 1, 1);
        }
    }

    @Test
    void anIndexBeyondTheRowsIsNamed() {
        try (Scope _ = Scope.open()) {
            Tensor w = Tensor.ones(3, 2);
            Tensor index = Tensor.of(new long[] {1, 3}, Shape.of(2), Device.CPU);
            assertThatThrownBy(() -> Autograd.apply(new Embedding(Embedding.NO_PADDING), w, index))
                .isInstanceOf(ShapeException.class).hasMessageContaining("3");
            assertThatThrownBy(() -> Autograd.apply(new Embedding(3), w, index)).hasMessageContaining("padding index");
        }
    }
}
