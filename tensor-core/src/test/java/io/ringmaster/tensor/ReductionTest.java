package io.ringmaster.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.tensor.random.RandomStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Many elements to one and rows to rows, on every device.
class ReductionTest {

    private Scope scope;

    @BeforeTry
    @BeforeEach
    void openScope() {
        scope = Scope.open();
    }

    @AfterTry
    @AfterEach
    void closeScope() {
        scope.close();
    }

    static List<Device> devices() {
        return Device.all();
    }

    private static Tensor sample(Device device) {
        return Tensor.of(new float[] {1, 5, 2, 7, 3, 6}, Shape.of(2, 3), device);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void dimsGoOrStay(Device device) {
        Tensor x = sample(device);
        assertThat(x.sum().shape()).isEqualTo(Shape.SCALAR);
        assertThat(x.sum(0).toFloatArray()).containsExactly(8, 8, 8);
        assertThat(x.sum(-1).shape()).isEqualTo(Shape.of(2));
        assertThat(x.sum(Dims.keep(1)).shape()).isEqualTo(Shape.of(2, 1));
        assertThat(x.sum(0, 1).item()).isEqualTo(24);
        assertThat(x.sum(Dims.keep()).shape()).isEqualTo(Shape.of(1, 1));
        assertThat(x.mean(1).toFloatArray()).containsExactly(8 / 3f, 16 / 3f);
        assertThat(x.sub(x.mean(Dims.keep(-1))).sum(1).toDoubleArray()).satisfies(
            sums -> assertThat(sums[0]).isCloseTo(0, within(1e-6)));
        assertThat(x.prod(1).toFloatArray()).containsExactly(10, 126);
        assertThat(x.amax(0).toFloatArray()).containsExactly(7, 5, 6);
        assertThat(x.amin(Dims.keep(0)).shape()).isEqualTo(Shape.of(1, 3));
        assertThatThrownBy(() -> x.sum(0, -2)).hasMessageContaining("twice");
        assertThatThrownBy(() -> x.sum(2)).hasMessageContaining("dim 2");
        assertThatThrownBy(() -> Tensor.zeros(2, 0).amax(1)).hasMessageContaining("without elements");
        assertThat(Tensor.zeros(2, 0).sum(1).toFloatArray()).containsExactly(0, 0);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void statisticsAreThoseOfASampleOrOfAll(Device device) {
        Tensor x = sample(device);
        assertThat(x.var(1).toDoubleArray()).containsExactly(new double[] {13 / 3.0, 13 / 3.0}, within(1e-6));
        assertThat(x.var(Dims.of(1), 0).toDoubleArray()).containsExactly(new double[] {26 / 9.0, 26 / 9.0}, within(1e-6));
        assertThat(x.std().item()).isCloseTo(Math.sqrt(5.6), within(1e-6));
        assertThat(Tensor.of(new float[] {3}, Shape.of(1), device).var().item()).isNaN();
        assertThat(x.norm().item()).isCloseTo(Math.sqrt(124), within(1e-5));
        assertThat(x.norm(1, Dims.of(0)).toFloatArray()).containsExactly(8, 8, 8);
        assertThat(x.norm(Double.POSITIVE_INFINITY, Dims.of(1)).toFloatArray()).containsExactly(5, 7);
        assertThat(x.norm(3, Dims.ALL).item()).isCloseTo(Math.cbrt(1 + 125 + 8 + 343 + 27 + 216), within(1e-5));
        assertThat(x.sub(1).norm(0, Dims.of(0)).toFloatArray()).containsExactly(1, 2, 2);
        assertThat(x.logsumexp(1).toDoubleArray()[0])
            .isCloseTo(Math.log(Math.exp(1) + Math.exp(5) + Math.exp(2)), within(1e-6));
        assertThat(x.mul(1000).logsumexp(0).toFloatArray()).containsExactly(7000, 5000, 6000);
        Tensor nothing = Tensor.full(Double.NEGATIVE_INFINITY, Shape.of(2), DType.FLOAT32, device);
        assertThat(nothing.logsumexp(0).item()).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void extremesAndTheirPlaces(Device device) {
        Tensor x = sample(device);
        Indexed largest = x.max(1);
        assertThat(largest.values().toFloatArray()).containsExactly(5, 7);
        assertThat(largest.indices().toLongArray()).containsExactly(1, 0);
        assertThat(x.min(0, true).values().shape()).isEqualTo(Shape.of(1, 3));
        assertThat(x.argmax().item()).isEqualTo(3);
        assertThat(x.argmin(1).toLongArray()).containsExactly(0, 1);
        assertThat(x.median(1).values().toFloatArray()).containsExactly(2, 6);
        assertThat(x.median(1).indices().toLongArray()).containsExactly(2, 2);
        Tensor odd = Tensor.of(new float[] {1, Float.NaN, -0f, 0, 3}, Shape.of(5), device);
        assertThat(odd.max().item()).isNaN();
        assertThat(odd.min().item()).isNaN();
        assertThat(odd.argmax(0).item()).isEqualTo(1);
        assertThat(odd.argmin(0).item()).isEqualTo(1);
        assertThat(odd.sort(0).indices().toLongArray()).containsExactly(2, 3, 0, 4, 1);
        assertThat(odd.sort(0, true).indices().toLongArray()).containsExactly(1, 4, 0, 2, 3);
        assertThat(odd.topk(2, 0, false).indices().toLongArray()).containsExactly(2, 3);
        assertThatThrownBy(() -> odd.topk(6, 0)).hasMessageContaining("there are 5");
    }

    @Property(tries = 150)
    void sortsAsJavaDoes(@ForAll @IntRange(min = 1, max = 60) int size, @ForAll @IntRange(min = 1, max = 3) int rows,
        @ForAll Random random, @ForAll boolean descending) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.INT32, DType.BFLOAT16)) {
            long[] values = random.longs((long) size * rows, -9, 10).toArray();
            Tensor x = Tensor.of(values, Shape.of(size, rows), Device.CPU).to(dtype);
            long[] indices = x.argsort(0, descending).toLongArray();
            long[] first = x.topk((size + 15) / 16, 0, descending).indices().toLongArray();
            for (int row = 0; row < rows; row++) {
                int column = row;
                Comparator<Integer> order = Comparator.comparingLong(i -> values[i * rows + column]);
                int[] expected = IntStream.range(0, size).boxed().sorted(descending ? order.reversed() : order)
                    .mapToInt(Integer::intValue).toArray();
                int[] found = IntStream.range(0, size).map(i -> (int) indices[i * rows + column]).toArray();
                assertThat(found).containsExactly(expected);
                assertThat(IntStream.range(0, (size + 15) / 16).map(i -> (int) first[i * rows + column]).toArray())
                    .containsExactly(Arrays.copyOf(expected, (size + 15) / 16));
            }
        }
    }

    @Property(tries = 100)
    void sumsAreThoseOfDoubles(@ForAll @IntRange(min = 0, max = 3000) int size, @ForAll @IntRange(min = 1, max = 5) int rows) {
        Tensor x = Tensor.randn(new RandomStream(7, 0, 0, size), rows, size);
        double[] values = x.toDoubleArray();
        double[] sums = x.sum(1).toDoubleArray();
        double[] running = x.cumsum(1).toDoubleArray();
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += values[row * size + i];
                assertThat(running[row * size + i]).isCloseTo(sum, within(1e-6 + 1e-7 * Math.abs(sum)));
            }
            assertThat(sums[row]).isCloseTo(sum, within(1e-6 + 1e-7 * Math.abs(sum)));
        }
        assertThat(x.t().contiguous().sum(0).toDoubleArray()).containsExactly(sums, within(1e-5));
    }
}
