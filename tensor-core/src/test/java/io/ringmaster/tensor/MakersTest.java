package io.ringmaster.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.tensor.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tensors of values, sequences and random numbers, on every device.
class MakersTest {

    private static final RandomStream STREAM = new RandomStream(4, 0, 0, 1);

    private Scope scope;

    @BeforeEach
    void openScope() {
        scope = Scope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    static List<Device> devices() {
        return Device.all();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void sequences(Device device) {
        assertThat(Tensor.arange(4).toLongArray()).containsExactly(0, 1, 2, 3);
        assertThat(Tensor.arange(5, -1, -2, DType.INT32, device).toLongArray()).containsExactly(5, 3, 1);
        assertThat(Tensor.arange(0, 1, 0.1, DType.FLOAT32, device).elements()).isEqualTo(10);
        assertThat(Tensor.arange(3, 3, 1, DType.INT64, device).elements()).isZero();
        assertThatThrownBy(() -> Tensor.arange(0, 1, -1, DType.INT64, device)).hasMessageContaining("steps");
        assertThat(Tensor.linspace(-1, 1, 5, DType.FLOAT32, device).toFloatArray()).containsExactly(-1, -0.5f, 0, 0.5f, 1);
        assertThat(Tensor.linspace(0, 0.3, 4, DType.FLOAT64, device).toDoubleArray()[3]).isEqualTo(0.3);
        assertThat(Tensor.linspace(2, 9, 1, DType.FLOAT32, device).toFloatArray()).containsExactly(2);
        assertThat(Tensor.eye(3, DType.FLOAT32, device).toFloatArray()).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void sizesThatCannotBeAreNamed() {
        assertThatThrownBy(() -> Tensor.eye(-1)).isInstanceOf(ShapeException.class).hasMessageContaining("eye of -1");
        assertThatThrownBy(() -> Tensor.linspace(0, 1, -2, DType.FLOAT32, Device.CPU)).hasMessageContaining("linspace of -2");
        assertThatThrownBy(() -> Tensor.randperm(STREAM, -1, Device.CPU)).hasMessageContaining("randperm of -1");
        assertThatThrownBy(() -> Tensor.randint(STREAM, 5, 5, Shape.of(2), Device.CPU)).hasMessageContaining("from 5 to below 5");
        assertThatThrownBy(() -> Tensor.zeros(1L << 40, 1L << 40)).isInstanceOf(ShapeException.class).hasMessageContaining("memory");
        assertThat(Tensor.zeros(0, 1L << 40, 1L << 40, 1L << 40).elements()).isZero();
        assertThatThrownBy(() -> Tensor.stack(0, Tensor.zeros(2), Tensor.zeros(1))).isInstanceOf(ShapeException.class)
            .hasMessageContaining("stack of float32[2]").hasMessageContaining("float32[1]");
    }

    @ParameterizedTest
    @MethodSource("devices")
    void likeAnother(Device device) {
        Tensor x = Tensor.ones(Shape.of(2, 3), DType.INT64, device).t();
        Tensor like = Tensor.zerosLike(x);
        assertThat(like.dtype()).isEqualTo(DType.INT64);
        assertThat(like.layout()).isEqualTo(x.layout());
        assertThat(like.device()).isEqualTo(device);
        assertThat(Tensor.onesLike(x).sum().item()).isEqualTo(6);
        assertThat(Tensor.fullLike(7, x).toLongArray()).containsOnly(7);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void randomNumbersAreThoseOfTheStream(Device device) {
        float[] uniform = Tensor.rand(STREAM, Shape.of(50, 100), DType.FLOAT32, device).toFloatArray();
        for (int i = 0; i < uniform.length; i++) {
            assertThat(uniform[i]).isEqualTo(STREAM.uniform(i));
        }
        Tensor normal = Tensor.randn(STREAM, Shape.of(5000), DType.FLOAT32, device);
        assertThat(normal.select(0, 17).item()).isEqualTo((float) STREAM.normal(17));
        assertThat(normal.mean().item()).isCloseTo(0, within(0.05));
        assertThat(normal.std().item()).isCloseTo(1, within(0.05));
        long[] dice = Tensor.randint(STREAM, 1, 7, Shape.of(600), device).toLongArray();
        for (int side = 1; side <= 6; side++) {
            int wanted = side;
            assertThat(Arrays.stream(dice).filter(found -> found == wanted).count()).isBetween(60L, 140L);
        }
        long[] order = Tensor.randperm(STREAM, 100, device).toLongArray();
        assertThat(order).containsExactlyInAnyOrder(Tensor.arange(100).toLongArray());
        assertThat(order).isNotEqualTo(Tensor.arange(100).toLongArray());
    }
}
