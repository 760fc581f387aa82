package io.ringmaster.tensor.autograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AutogradTest {

    private Scope scope;

    @BeforeEach
    void openScope() {
        scope = Scope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void aTensorUsedTwiceGetsBothGradients() {
        Tensor x = Tensor.of(3, -2).requiresGrad(true);
        Tensor y = x.mul(x).add(x);
        y.sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(7, -3);
    }

    @Test
    void gradientsAddUpOverCallsAndScaleWithTheSeed() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        x.mul(2).backward();
        x.mul(2).backward(0.5);
        assertThat(x.gradient().orElseThrow().item()).isEqualTo(3);
    }

    @Test
    void aGraphIsWalkedOnce() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        Tensor inner = x.mul(x);
        Tensor y = inner.mul(2);
        y.backward();
        assertThatThrownBy(y::backward).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("freed").hasMessageContaining("anew");
        Tensor other = inner.mul(3);
        assertThatThrownBy(other::backward).hasMessageContaining("multiply");
    }

    @Test
    void afterAFailedWalkNoGradientMemoryIsLost() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        Tensor inner = x.mul(x);
        inner.mul(1).backward();
        Tensor other = inner.mul(3);
        long before = x.backend().allocator().usage().bytesInUse();
        assertThatThrownBy(other::backward).isInstanceOf(IllegalStateException.class);
        assertThat(x.backend().allocator().usage().bytesInUse()).isEqualTo(before);
    }

    @Test
    void nothingIsRecordedWithoutGradients() {
        Tensor x = Tensor.of(3).requiresGrad(true);
        try (NoGrad _ = NoGrad.open()) {
            assertThat(x.mul(2).requiresGrad()).isFalse();
        }
        assertThat(x.mul(2).requiresGrad()).isTrue();
        assertThat(x.mul(2).detach().requiresGrad()).isFalse();
    }

    @Test
    void frozenInputsGetNone() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        Tensor w = Tensor.of(3, 4);
        x.mul(w).sum().backward();
        assertThat(w.gradient()).isEmpty();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(3, 4);
    }

    @Test
    void mistakesAreNamed() {
        Tensor x = Tensor.of(1, 2).requiresGrad(true);
        assertThatThrownBy(x::backward).isInstanceOf(ShapeException.class).hasMessageContaining("scalar");
        assertThatThrownBy(() -> Tensor.of(1).backward()).hasMessageContaining("requiresGrad");
        Tensor elsewhere = Tensor.ones(Shape.of(2), DType.FLOAT32, Device.REFERENCE);
        assertThatThrownBy(() -> x.add(elsewhere)).hasMessageContaining("cpu").hasMessageContaining("reference");
        assertThatThrownBy(() -> x.add(Tensor.of(1, 2, 3))).hasMessageContaining("[2]").hasMessageContaining("[3]");
        assertThatThrownBy(() -> Tensor.zeros(2, 3).matmul(Tensor.zeros(2, 3)))
            .hasMessageContaining("a's columns must equal b's rows");
        Tensor labels = Tensor.of(new long[] {1, 2}, Shape.of(2), Device.CPU);
        assertThatThrownBy(() -> labels.requiresGrad(true)).hasMessageContaining("floating");
        assertThatThrownBy(() -> x.reshape(-1, 3)).hasMessageContaining("reshape");
    }
}
