package io.ringmaster.worker.parallel;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.proto.Step;
import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.tensor.backend.Grid;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExponentRuleTest {

    private static final int BITS = Grid.bits(12);
    private static final Step ORDINARY = new Step(17);
    private static final Step SHRINKING = new Step(32);
    private static final int LARGEST_FINITE = Float.floatToRawIntBits(Float.MAX_VALUE);

    /// Three blocks of one parameter, one of another.
    private static Grid grid(int... exponents) {
        return new Grid(Blocks.of(List.of(600L, 5L)), BITS, MemorySegment.ofArray(exponents));
    }

    private static int[] exponents(Grid grid) {
        return grid.exponents().toArray(JAVA_INT);
    }

    private static MemorySegment bits(float... magnitudes) {
        int[] bits = new int[magnitudes.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(magnitudes[i]);
        }
        return MemorySegment.ofArray(bits);
    }

    /// In steps of the grid with exponent 0: the largest sum of a block as its integers are.
    private static MemorySegment sums(double... magnitudes) {
        return MemorySegment.ofArray(Arrays.stream(magnitudes).mapToInt(sum -> (int) Math.scalb(sum, BITS)).toArray());
    }

    @Property
    void whatWasCalibratedForFits(@ForAll @IntRange(min = -149, max = 128) int before, @ForAll long seed) {
        int[] found = new Random(seed).ints(4, 0, LARGEST_FINITE + 1).toArray();
        Grid grid = grid(before, before, before, before);
        ExponentRule.calibrate(grid, MemorySegment.ofArray(found));
        for (int block = 0; block < 4; block++) {
            assertThat((double) Float.intBitsToFloat(found[block])).isLessThanOrEqualTo(grid.limit(block));
            assertThat(grid.exponent(block)).isBetween(before, Grid.GREATEST_EXPONENT);
        }
    }

    @Test
    void calibrationLeavesOneBitOfRoom() {
        Grid grid = grid(-149, -149, -149, -149);
        ExponentRule.calibrate(grid, bits(1, Math.nextUp(1f), 0.75f, 0.25f));
        assertThat(exponents(grid)).containsExactly(1, 2, 1, -1);
    }

    @Test
    void calibrationCopesWithNothingAndWithTheSmallest() {
        Grid grid = grid(-149, -149, -149, -149);
        ExponentRule.calibrate(grid, bits(0, 0, 0, Float.MIN_VALUE));
        assertThat(exponents(grid)).containsExactly(-149, -149, -149, -148);
        ExponentRule.calibrate(grid, bits(Float.MAX_VALUE, 0, 0, 0));
        assertThat(exponents(grid)).containsExactly(128, 125, 125, -148);
    }

    @Test
    void exponentsRiseAtOnce() {
        Grid grid = grid(0, 0, 0, 0);
        ExponentRule.follow(grid, sums(1, 0.5, 0.25, 0.9), ORDINARY);
        assertThat(exponents(grid)).containsExactly(3, 2, 1, 3);
    }

    @Test
    void exponentsFallByOneEverySoManySteps() {
        Grid grid = grid(0, 0, 0, 0);
        MemorySegment small = sums(0.001, 0.001, 0.001, 0.001);
        ExponentRule.follow(grid, small, ORDINARY);
        assertThat(exponents(grid)).containsExactly(0, 0, 0, 0);
        ExponentRule.follow(grid, small, SHRINKING);
        assertThat(exponents(grid)).containsExactly(-1, -1, -1, -1);
    }

    @Test
    void exponentsThatSuffice() {
        Grid grid = grid(0, 0, 0, 0);
        ExponentRule.follow(grid, sums(0.125, 0.125, 0.125, 0.125), SHRINKING);
        assertThat(exponents(grid)).containsExactly(0, 0, 0, 0);
    }

    /// Idle rows stay ready for what the others have; an idle parameter keeps what it knows.
    @Test
    void noBlockFallsFarBelowItsParameter() {
        Grid grid = grid(0, 0, 0, -5);
        for (long step = 16; step <= 16 * 40; step += 16) {
            ExponentRule.follow(grid, sums(0.125, 0, 0.001, 0), new Step(step));
        }
        assertThat(exponents(grid)).containsExactly(0, -3, -3, -5);
    }

    /// The next step's shards may be as large as this step's sum, in any block of the parameter.
    @Property
    void thereIsRoomForTheSameAgain(@ForAll long seed, @ForAll @IntRange(min = 1, max = 1000) int step) {
        Random random = new Random(seed);
        Grid grid = grid(random.ints(4, -100, 100).toArray());
        int[] largest = random.ints(4, 0, Integer.MAX_VALUE).toArray();
        double[] sums = new double[4];
        for (int block = 0; block < 4; block++) {
            sums[block] = largest[block] * grid.step(block);
        }
        ExponentRule.follow(grid, MemorySegment.ofArray(largest), new Step(step));
        double most = Math.max(sums[0], Math.max(sums[1], sums[2]));
        for (int block = 0; block < 3; block++) {
            assertThat(grid.limit(block)).isGreaterThanOrEqualTo(most);
        }
        assertThat(grid.limit(3)).isGreaterThanOrEqualTo(4 * sums[3]);
    }
}
