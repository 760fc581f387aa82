package io.ringmaster.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What elements are, how they convert and what arithmetic makes of them.
class DTypeTest {

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
    @EnumSource(DType.class)
    void everyTypeConvertsToEveryOther(DType from) {
        for (Device device : Device.all()) {
            Tensor x = Tensor.of(new double[] {0, 1, 3, 100}, Shape.of(4), device).to(from);
            for (DType to : DType.values()) {
                double[] expected = from == DType.BOOL || to == DType.BOOL ? new double[] {0, 1, 1, 1} : new double[] {0, 1, 3, 100};
                Tensor converted = x.to(to);
                assertThat(converted.dtype()).isEqualTo(to);
                assertThat(converted.toDoubleArray()).as("%s to %s on %s", from, to, device).containsExactly(expected);
                assertThat(x.view(2, 2).t().to(to).toDoubleArray()).containsExactly(expected[0], expected[2], expected[1], expected[3]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void conversionsRoundAsPyTorchDoes(Device device) {
        Tensor x = Tensor.of(new float[] {-1.9f, -0.5f, 0.5f, 1.9f, 1e-8f}, Shape.of(5), device);
        assertThat(x.to(DType.INT32).toLongArray()).containsExactly(-1, 0, 0, 1, 0);
        assertThat(x.to(DType.BOOL).toBooleanArray()).containsExactly(true, true, true, true, true);
        assertThat(Tensor.of(new long[] {-1, 255, 256, 300}, Shape.of(4), device).to(DType.UINT8).toLongArray())
            .containsExactly(255, 255, 0, 44);
        long large = (1L << 53) + 1;
        assertThat(Tensor.of(new long[] {large}, Shape.of(1), device).add(1).toLongArray()).containsExactly(large + 1);
        assertThat(Tensor.of(new byte[] {-1, 1}, Shape.of(2), device).toLongArray()).containsExactly(255, 1);
        assertThatThrownBy(() -> x.toLongArray()).hasMessageContaining("to(INT64)");
        assertThatThrownBy(() -> x.toBooleanArray()).hasMessageContaining("to(BOOL)");
    }

    @ParameterizedTest
    @MethodSource("devices")
    void bfloat16RoundsToTheNearestEven(Device device) {
        float[] values = {1, 1 + 0x1p-7f, 1 + 0x1p-8f, 1 + 0x3p-8f, 1 + 0x1p-8f + 0x1p-20f, Float.NaN, Float.MAX_VALUE,
            Float.NEGATIVE_INFINITY, -0f, 0x1p-130f};
        float[] expected = {1, 1 + 0x1p-7f, 1, 1 + 0x1p-6f, 1 + 0x1p-7f, Float.NaN, Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY, -0f, 0x1p-130f};
        assertThat(Tensor.of(values, Shape.of(values.length), device).to(DType.BFLOAT16).toFloatArray()).containsExactly(expected);
        double tie = 1 + 0x1p-8;
        assertThat(Bfloat16.toFloat(Bfloat16.of(tie + 0x1p-50))).isEqualTo(1 + 0x1p-7f);
        assertThat(Bfloat16.toFloat(Bfloat16.of(tie - 0x1p-50))).isEqualTo(1);
        assertThat(Bfloat16.toFloat(Bfloat16.of(tie))).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void bfloat16ComputesInFloatAndRoundsOnce(Device device) {
        Tensor a = Tensor.of(new float[] {1, 2, 3, 4}, Shape.of(2, 2), device).to(DType.BFLOAT16).requiresGrad(true);
        Tensor b = Tensor.of(new float[] {0.5f, 1.5f}, Shape.of(2), device).to(DType.BFLOAT16);
        Tensor y = a.matmul(b).add(a.sum(1)).mul(b).exp().logSoftmax();
        assertThat(y.dtype()).isEqualTo(DType.BFLOAT16);
        y.mul(b).sum().backward();
        assertThat(a.gradient().orElseThrow().dtype()).isEqualTo(DType.BFLOAT16);
        Tensor wide = a.detach().to(DType.FLOAT32).requiresGrad(true);
        Tensor wideB = b.to(DType.FLOAT32);
        Tensor z = wide.matmul(wideB).add(wide.sum(1)).mul(wideB).exp().logSoftmax();
        z.mul(wideB).sum().backward();
        assertThat(y.to(DType.FLOAT32).allClose(z, 0.02, 0.02)).isTrue();
        assertThat(a.gradient().orElseThrow().to(DType.FLOAT32).allClose(wide.gradient().orElseThrow(), 0.05, 0.05)).isTrue();
    }

    static Stream<DType> numbers() {
        return Stream.of(DType.UINT8, DType.INT32, DType.INT64, DType.FLOAT32, DType.FLOAT64);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void arithmeticIsThatOfNumbers(DType dtype) {
        for (Device device : Device.all()) {
            Tensor a = Tensor.of(new double[] {7, 8, 2}, Shape.of(3), device).to(dtype);
            Tensor b = Tensor.of(new double[] {2, 3, 2}, Shape.of(3), device).to(dtype);
            assertThat(a.add(b).toDoubleArray()).containsExactly(9, 11, 4);
            assertThat(a.sub(b).toDoubleArray()).containsExactly(5, 5, 0);
            assertThat(a.mul(b).toDoubleArray()).containsExactly(14, 24, 4);
            assertThat(a.floorDivide(b).toDoubleArray()).containsExactly(3, 2, 1);
            assertThat(a.remainder(b).toDoubleArray()).containsExactly(1, 2, 0);
            assertThat(a.pow(b).to(DType.INT64).remainder(256).toDoubleArray()).containsExactly(49, 0, 4);
            assertThat(a.minimum(b).toDoubleArray()).containsExactly(2, 3, 2);
            assertThat(a.maximum(b).toDoubleArray()).containsExactly(7, 8, 2);
            assertThat(a.eq(b).toBooleanArray()).containsExactly(false, false, true);
            assertThat(a.gt(b).toBooleanArray()).containsExactly(true, true, false);
            assertThat(a.le(7.5).toBooleanArray()).containsExactly(true, false, true);
            assertThat(a.clamp(2.5, 7.5).toDoubleArray()).containsExactly(7, 7.5, 2.5);
            assertThat(a.clamp(3, 7).toDoubleArray()).containsExactly(7, 7, 3);
            assertThat(a.clamp(3, 7).dtype()).isEqualTo(dtype);
            assertThat(a.square().toDoubleArray()).containsExactly(49, 64, 4);
            assertThat(a.sum().toDoubleArray()).containsExactly(17);
            assertThat(a.prod().toDoubleArray()).containsExactly(112);
            assertThat(a.cumsum(0).toDoubleArray()).containsExactly(7, 15, 17);
            assertThat(a.max().item()).isEqualTo(8);
            assertThat(a.argmin(0).item()).isEqualTo(2);
            assertThat(a.sort(0).values().toDoubleArray()).containsExactly(2, 7, 8);
            assertThat(a.topk(2, 0).indices().toLongArray()).containsExactly(1, 0);
            assertThat(a.add(1).dtype()).isEqualTo(dtype);
            assertThat(Tensor.where(a.gt(b), a, b).toDoubleArray()).containsExactly(7, 8, 2);
            assertThat(a.flip(0).toDoubleArray()).containsExactly(2, 8, 7);
            assertThat(a.roll(1, 0).toDoubleArray()).containsExactly(2, 7, 8);
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void negativeQuotientsRoundDown(Device device) {
        double[] a = {7, -7, 7, -7};
        double[] b = {2, 2, -2, -2};
        for (DType dtype : List.of(DType.INT32, DType.INT64, DType.FLOAT32, DType.FLOAT64)) {
            Tensor x = Tensor.of(a, Shape.of(4), device).to(dtype);
            Tensor y = Tensor.of(b, Shape.of(4), device).to(dtype);
            assertThat(x.floorDivide(y).toDoubleArray()).containsExactly(3, -4, -4, 3);
            assertThat(x.remainder(y).toDoubleArray()).containsExactly(1, 1, -1, -1);
            assertThat(x.div(y).toDoubleArray()).containsExactly(3.5, -3.5, -3.5, 3.5);
            assertThat(x.neg().abs().sign().toDoubleArray()).containsExactly(1, 1, 1, 1);
        }
        assertThatThrownBy(() -> Tensor.of(new long[] {1}, Shape.of(1), device).floorDivide(0)).hasMessageContaining("by 0");
    }

    @Test
    void theWiderTypeHoldsTheResult() {
        Tensor truth = Tensor.of(new boolean[] {true, false}, Shape.of(2), Device.CPU);
        Tensor whole = Tensor.of(new int[] {3, 4}, Shape.of(2), Device.CPU);
        Tensor half = Tensor.of(0.5f, 1.5f).to(DType.BFLOAT16);
        Tensor number = Tensor.of(new double[] {2}, Shape.SCALAR, Device.CPU);
        assertThat(truth.add(whole).dtype()).isEqualTo(DType.INT32);
        assertThat(truth.add(truth).toBooleanArray()).containsExactly(true, false);
        assertThat(whole.mul(half).dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(half.mul(Tensor.of(1, 2)).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(half.mul(number).dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(whole.mul(number).dtype()).isEqualTo(DType.FLOAT64);
        assertThat(whole.add(Tensor.of(new long[] {1}, Shape.SCALAR, Device.CPU)).dtype()).isEqualTo(DType.INT32);
        assertThat(whole.add(1).dtype()).isEqualTo(DType.INT32);
        assertThat(whole.add(1.0).dtype()).isEqualTo(DType.FLOAT32);
        assertThat(whole.div(2).toFloatArray()).containsExactly(1.5f, 2);
        assertThat(whole.exp().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(truth.sum().dtype()).isEqualTo(DType.INT64);
        assertThat(whole.eq(Tensor.of(3, 5)).toBooleanArray()).containsExactly(true, false);
        assertThat(Tensor.cat(0, truth, whole, half).dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(Tensor.of(1, 2).sub(truth).toFloatArray()).containsExactly(0, 2);
        assertThatThrownBy(() -> truth.sub(truth)).hasMessageContaining("bool");
        assertThatThrownBy(() -> truth.neg()).hasMessageContaining("to(INT64)");
        assertThatThrownBy(() -> whole.mean()).hasMessageContaining("to(FLOAT32)");
    }

    @ParameterizedTest
    @MethodSource("devices")
    void logicTakesWhatIsNotZero(Device device) {
        Tensor a = Tensor.of(new float[] {0, 2, Float.NaN, 0}, Shape.of(4), device);
        Tensor b = Tensor.of(new boolean[] {true, true, false, false}, Shape.of(4), device);
        assertThat(a.logicalAnd(b).toBooleanArray()).containsExactly(false, true, false, false);
        assertThat(a.logicalOr(b).toBooleanArray()).containsExactly(true, true, true, false);
        assertThat(a.logicalXor(b).toBooleanArray()).containsExactly(true, false, true, false);
        assertThat(a.logicalNot().toBooleanArray()).containsExactly(true, false, false, true);
        assertThat(a.any().item()).isEqualTo(1);
        assertThat(a.all().item()).isEqualTo(0);
        assertThat(b.view(2, 2).any(1).toBooleanArray()).containsExactly(true, false);
        assertThat(Tensor.zeros(Shape.of(0), DType.FLOAT32, device).any().item()).isEqualTo(0);
        assertThat(Tensor.zeros(Shape.of(0), DType.FLOAT32, device).all().item()).isEqualTo(1);
        assertThat(a.isNaN().toBooleanArray()).containsExactly(false, false, true, false);
        Tensor c = Tensor.of(new float[] {1, Float.POSITIVE_INFINITY, Float.NaN, Float.NEGATIVE_INFINITY}, Shape.of(4), device);
        assertThat(c.isFinite().toBooleanArray()).containsExactly(true, false, false, false);
        assertThat(c.isInf().toBooleanArray()).containsExactly(false, true, false, true);
        assertThat(c.eq(c).toBooleanArray()).containsExactly(true, true, false, true);
        assertThat(c.lt(Float.POSITIVE_INFINITY).toBooleanArray()).containsExactly(true, false, false, true);
        assertThat(c.isClose(c.add(1e-9), 1e-5, 1e-8).toBooleanArray()).containsExactly(true, true, false, true);
        assertThat(Tensor.of(new float[] {0.1f}, Shape.of(1), device).eq(0.1).toBooleanArray()).containsExactly(true);
    }

    @Test
    void castsHaveGradients() {
        Tensor x = Tensor.of(1.5f, -2).requiresGrad(true);
        Tensor wide = x.to(DType.FLOAT64);
        wide.mul(wide).to(DType.BFLOAT16).sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(3, -4);
        assertThat(x.to(DType.INT64).requiresGrad()).isFalse();
        assertThat(x.gt(0).requiresGrad()).isFalse();
        assertThat(x.argmax(0).requiresGrad()).isFalse();
    }

    @Test
    void movesHaveGradientsToo() {
        Tensor x = Tensor.of(1.5f, -2).requiresGrad(true);
        Tensor there = x.to(Device.REFERENCE);
        assertThat(there.device()).isEqualTo(Device.REFERENCE);
        there.mul(there).to(Device.CPU, DType.FLOAT32).sum().backward();
        assertThat(x.gradient().orElseThrow().toFloatArray()).containsExactly(3, -4);
        assertThat(x.to(Device.CPU)).isSameAs(x);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "reference"})
    void assignConvertsAndWritesThroughViews(String device) {
        Tensor x = Tensor.zeros(Shape.of(2, 3), DType.FLOAT32, Device.parse(device));
        x.select(1, 1).assign(Tensor.of(new long[] {7, 8}, Shape.of(2), Device.CPU));
        assertThat(x.toFloatArray()).containsExactly(0, 7, 0, 0, 8, 0);
        x.slice(1, 0, 3, 2).fill(1);
        assertThat(x.toFloatArray()).containsExactly(1, 7, 1, 1, 8, 1);
        assertThatThrownBy(() -> x.assign(Tensor.zeros(6))).isInstanceOf(ShapeException.class);
    }

    @Test
    void twoDevicesAreNamedWithTheRemedy() {
        Tensor there = Tensor.ones(Shape.of(2), DType.FLOAT32, Device.REFERENCE);
        assertThatThrownBy(() -> Tensor.of(1, 2).add(there)).hasMessageContaining("cpu").hasMessageContaining("reference")
            .hasMessageContaining("to(device)");
        assertThat(Device.best()).isIn(Device.all());
        assertThat(Device.cuda(1)).hasToString("cuda:1");
        assertThatThrownBy(() -> Device.parse("cuda:77")).hasMessageContaining("cuda:77").hasMessageContaining("cpu");
    }
}
