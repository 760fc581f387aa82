package io.ringmaster.tensor.backend;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.ExactReduction.Fit;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What sums owe that are to have the same bits in any order.
class ExactReductionTest {

    private static final int LARGEST_FINITE = Float.floatToRawIntBits(Float.MAX_VALUE);

    static Stream<ExactReduction> backends() {
        return Stream.of(Device.CPU, Device.REFERENCE).map(device -> Backends.of(device).exactReduction());
    }

    /// Whoever sums which shards in which order, and however the partial sums then meet: one result, the true sum of
    /// the shards' rounded values.
    @Property(tries = 200)
    void theSumDoesNotDependOnWhoSumsWhat(
        @ForAll @IntRange(min = 1, max = 40) int shards, @ForAll @IntRange(min = 1, max = 16) int workers,
        @ForAll @IntRange(min = 1, max = 600) int first, @ForAll @IntRange(min = 1, max = 600) int second,
        @ForAll long seed) {
        Random random = new Random(seed);
        Blocks blocks = Blocks.of(List.of((long) first, (long) second));
        List<float[]> gradients = IntStream.range(0, shards).mapToObj(_ -> gradient(random, blocks)).toList();
        Grid grid = fitting(gradients, blocks);
        int[] expected = new int[first + second];
        for (int block = 0; block < blocks.count(); block++) {
            for (int i = (int) blocks.start(block); i < blocks.start(block + 1); i++) {
                long sum = 0;
                for (float[] gradient : gradients) {
                    sum += (long) Math.rint(gradient[i] / grid.step(block));
                }
                expected[i] = Math.toIntExact(sum);
            }
        }
        backends().forEach(kernels -> {
            int[] alone = sum(kernels, gradients, grid);
            assertThat(alone).isEqualTo(expected);
            assertThat(meet(kernels, gradients, grid, workers, random)).isEqualTo(alone);
        });
    }

    /// Each worker sums some of the shards; then partial sums are joined, any two at a time.
    private static int[] meet(ExactReduction kernels, List<float[]> gradients, Grid grid, int workers, Random random) {
        List<float[]> order = new ArrayList<>(gradients);
        Collections.shuffle(order, random);
        List<List<float[]>> shares = IntStream.range(0, workers).<List<float[]>>mapToObj(_ -> new ArrayList<>()).toList();
        order.forEach(gradient -> shares.get(random.nextInt(workers)).add(gradient));
        List<int[]> sums = new ArrayList<>(shares.stream().map(share -> sum(kernels, share, grid)).toList());
        while (sums.size() > 1) {
            int[] from = sums.remove(random.nextInt(sums.size()));
            kernels.add(MemorySegment.ofArray(sums.get(random.nextInt(sums.size()))), MemorySegment.ofArray(from));
        }
        return sums.getFirst();
    }

    private static int[] sum(ExactReduction kernels, List<float[]> gradients, Grid grid) {
        int[] sums = new int[(int) grid.blocks().elements()];
        Arrays.fill(sums, gradients.isEmpty() ? 0 : 77);   // the first sets what the others add to
        for (int shard = 0; shard < gradients.size(); shard++) {
            MemorySegment gradient = MemorySegment.ofArray(gradients.get(shard));
            assertThat(kernels.round(gradient, grid, MemorySegment.ofArray(sums), shard > 0)).isEqualTo(Fit.FITS);
        }
        return sums;
    }

    /// Any magnitude that float32 has, within one block the same but for rare outliers; zeros and denormals among them.
    private static float[] gradient(Random random, Blocks blocks) {
        float[] gradient = new float[(int) blocks.elements()];
        for (int block = 0; block < blocks.count(); block++) {
            double size = Math.scalb(1.0, random.nextInt(-149, 126));
            for (long i = blocks.start(block); i < blocks.start(block + 1); i++) {
                double value = random.nextGaussian() * (random.nextInt(50) == 0 ? size * 0x1p-20 : size);
                gradient[(int) i] = random.nextInt(10) == 0 ? 0 : (float) Math.clamp(value, -Float.MAX_VALUE, Float.MAX_VALUE);
            }
        }
        return gradient;
    }

    /// The narrowest grid that holds all of these.
    private static Grid fitting(List<float[]> gradients, Blocks blocks) {
        int[] exponents = new int[blocks.count()];
        Arrays.fill(exponents, Grid.LEAST_EXPONENT);
        for (float[] gradient : gradients) {
            for (int block = 0; block < blocks.count(); block++) {
                for (long i = blocks.start(block); i < blocks.start(block + 1); i++) {
                    while (Math.abs((double) gradient[(int) i]) > Math.scalb(1.0, exponents[block])) {
                        exponents[block]++;
                    }
                }
            }
        }
        return new Grid(blocks, Grid.bits(Math.max(1, gradients.size())), MemorySegment.ofArray(exponents));
    }

    @Property
    void roundingIsOffByHalfAStepAtMost(@ForAll @IntRange(max = 1 << 12) int shards, @ForAll long seed) {
        Random random = new Random(seed);
        Blocks blocks = Blocks.of(List.of(300L));
        float[] values = new float[300];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt(LARGEST_FINITE + 1)) * (random.nextBoolean() ? 1 : -1);
        }
        int[] exponents = fitting(List.of(values), blocks).exponents().toArray(JAVA_INT_UNALIGNED);
        Grid grid = new Grid(blocks, Grid.bits(Math.max(1, shards)), MemorySegment.ofArray(exponents));
        backends().forEach(kernels -> {
            int[] sums = sum(kernels, List.of(values), grid);
            float[] back = new float[values.length];
            kernels.toValues(MemorySegment.ofArray(sums), grid, MemorySegment.ofArray(back), MemorySegment.ofArray(new int[grid.blocks().count()]));
            for (int i = 0; i < values.length; i++) {
                double step = grid.step(i / Blocks.LONGEST);
                assertThat(Math.abs(sums[i] * step - values[i])).isLessThanOrEqualTo(step / 2);
                assertThat(back[i]).isEqualTo((float) (sums[i] * step));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    void halvesGoToTheEvenNeighbour(ExactReduction kernels) {
        Grid grid = grid(List.of(7L), 2, 2);   // steps of 1
        float[] values = {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 2.5000002f};
        assertThat(sum(kernels, List.of(values), grid)).containsExactly(0, 2, 2, 0, -2, -2, 3);
    }

    /// Every shard at its limit is the largest sum there is.
    @Property
    void theLargestSumFitsAnInteger(@ForAll @IntRange(min = 1, max = 1 << 12) int shards) {
        Grid grid = grid(List.of(2L), Grid.bits(shards), -3);
        backends().forEach(kernels -> {
            MemorySegment values = MemorySegment.ofArray(new float[] {0.125f, -0.125f});
            int[] sums = new int[2];
            for (int shard = 0; shard < shards; shard++) {
                assertThat(kernels.round(values, grid, MemorySegment.ofArray(sums), true)).isEqualTo(Fit.FITS);
            }
            float[] back = new float[2];
            kernels.toValues(MemorySegment.ofArray(sums), grid, MemorySegment.ofArray(back), MemorySegment.ofArray(new int[grid.blocks().count()]));
            assertThat(back).containsExactly(shards * 0.125f, shards * -0.125f);
        });
        assertThat(Grid.bits(shards)).isGreaterThanOrEqualTo(18);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void whatDoesNotFitIsFlagged(ExactReduction kernels) {
        assertThat(fit(kernels, 0, 1)).isEqualTo(Fit.FITS);
        assertThat(fit(kernels, 0, -1)).isEqualTo(Fit.FITS);
        assertThat(fit(kernels, 0, Math.nextUp(1f))).isEqualTo(Fit.OVERFLOWS);
        assertThat(fit(kernels, 0, -Math.nextUp(1f))).isEqualTo(Fit.OVERFLOWS);
        assertThat(fit(kernels, 100, 1e31f)).isEqualTo(Fit.OVERFLOWS);
        assertThat(fit(kernels, Grid.GREATEST_EXPONENT, Float.MAX_VALUE)).isEqualTo(Fit.FITS);
        assertThat(fit(kernels, Grid.LEAST_EXPONENT, Float.MIN_VALUE)).isEqualTo(Fit.FITS);
        assertThat(fit(kernels, Grid.LEAST_EXPONENT, 2 * Float.MIN_VALUE)).isEqualTo(Fit.OVERFLOWS);
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertThat(fit(kernels, Grid.GREATEST_EXPONENT, value)).isEqualTo(Fit.NOT_FINITE);
        }
    }

    /// A value in its block alone, the last of two.
    private static Fit fit(ExactReduction kernels, int exponent, float value) {
        return kernels.round(MemorySegment.ofArray(new float[] {0, value}), grid(List.of(1L, 1L), 27, exponent),
            MemorySegment.ofArray(new int[2]), true);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void notFiniteOutweighsOverflow(ExactReduction kernels) {
        MemorySegment values = MemorySegment.ofArray(new float[] {8, Float.NaN, 8});
        Grid grid = grid(List.of(1L, 1L, 1L), 27, 0);
        assertThat(kernels.round(values, grid, MemorySegment.ofArray(new int[3]), false)).isEqualTo(Fit.NOT_FINITE);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void magnitudesAreEachBlocksLargest(ExactReduction kernels) {
        Blocks blocks = Blocks.of(List.of(300L, 3L));
        float[] values = new float[303];
        values[7] = -2;
        values[255] = 1.5f;
        values[256] = Float.MIN_VALUE;
        values[301] = Float.NaN;
        int[] largest = {Float.floatToRawIntBits(1f), Float.floatToRawIntBits(3f), 0};
        kernels.raiseToMagnitudes(MemorySegment.ofArray(values), blocks, MemorySegment.ofArray(largest));
        assertThat(IntStream.of(largest).mapToObj(Float::intBitsToFloat)).containsExactly(2f, 3f, Float.NaN);

        int[] sums = new int[303];
        sums[0] = 5;
        sums[299] = -Integer.MAX_VALUE;
        kernels.toValues(MemorySegment.ofArray(sums), grid(List.of(300L, 3L), 27, 0), MemorySegment.ofArray(values),
            MemorySegment.ofArray(largest));
        assertThat(largest).containsExactly(5, Integer.MAX_VALUE, 0);
    }

    @Property(tries = 50)
    void integersAreAddedAndCompared(@ForAll @IntRange(max = 5000) int count, @ForAll long seed) {
        Random random = new Random(seed);
        int[] a = random.ints(count).toArray();
        int[] b = random.ints(count).toArray();
        backends().forEach(kernels -> {
            MemorySegment sum = shifted(a);
            kernels.add(sum, shifted(b));
            MemorySegment max = shifted(a);
            kernels.max(max, shifted(b));
            for (int i = 0; i < count; i++) {
                assertThat(sum.getAtIndex(JAVA_INT_UNALIGNED, i)).isEqualTo(a[i] + b[i]);
                assertThat(max.getAtIndex(JAVA_INT_UNALIGNED, i)).isEqualTo(Math.max(a[i], b[i]));
            }
        });
    }

    /// On the heap and not aligned, as it comes from the wire.
    private static MemorySegment shifted(int[] values) {
        MemorySegment memory = MemorySegment.ofArray(new byte[values.length * Integer.BYTES + 1]).asSlice(1);
        MemorySegment.copy(values, 0, memory, JAVA_INT_UNALIGNED, 0, values.length);
        return memory;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void wrongLengthsAreRefused(ExactReduction kernels) {
        Grid grid = grid(List.of(3L), 27, 0);
        MemorySegment three = MemorySegment.ofArray(new float[3]);
        MemorySegment four = MemorySegment.ofArray(new int[4]);
        MemorySegment one = MemorySegment.ofArray(new int[1]);
        assertThatThrownBy(() -> kernels.round(three, grid, four, true)).hasMessageContaining("16 bytes for 3 elements");
        assertThatThrownBy(() -> kernels.toValues(four, grid, three, one)).hasMessageContaining("16 bytes for 3 elements");
        assertThatThrownBy(() -> kernels.toValues(three, grid, three, four)).hasMessageContaining("16 bytes for 1 blocks");
        assertThatThrownBy(() -> kernels.add(four, three)).hasMessageContaining("12 bytes");
        assertThatThrownBy(() -> kernels.max(four, three)).hasMessageContaining("12 bytes");
        assertThatThrownBy(() -> new Grid(grid.blocks(), 31, grid.exponents())).hasMessageContaining("1 to 30");
    }

    @Property
    void blocksCoverTheBufferAndKeepToTheirParameters(@ForAll List<@IntRange(max = 700) Integer> sizes) {
        Blocks blocks = Blocks.of(sizes.stream().map(Integer::longValue).toList());
        long start = 0;
        int block = 0;
        assertThat(blocks.parameters()).isEqualTo(sizes.size());
        for (int parameter = 0; parameter < sizes.size(); parameter++) {
            assertThat(blocks.firstBlock(parameter)).isEqualTo(block);
            for (int left = sizes.get(parameter); left > 0; left -= Blocks.LONGEST) {
                assertThat(blocks.start(block)).isEqualTo(start);
                assertThat(blocks.length(block)).isEqualTo(Math.min(left, Blocks.LONGEST));
                assertThat(blocks.parameter(block)).isEqualTo(parameter);
                start += blocks.length(block++);
            }
        }
        assertThat(blocks.count()).isEqualTo(block);
        assertThat(blocks.elements()).isEqualTo(start);
    }

    private static Grid grid(List<Long> sizes, int bits, int exponent) {
        Blocks blocks = Blocks.of(sizes);
        int[] exponents = new int[blocks.count()];
        Arrays.fill(exponents, exponent);
        return new Grid(blocks, bits, MemorySegment.ofArray(exponents));
    }
}
