package io.ringmaster.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sums of known contents are known, and nothing else passes for them.
class ContentsTest {

    private static final int ELEMENTS = 10_000;

    private static MemorySegment filled(Contents contents, int rank) {
        MemorySegment values = MemorySegment.ofArray(new float[ELEMENTS]);
        contents.fill(values, rank);
        return values;
    }

    /// Added in float32, from the last member to the first.
    private static MemorySegment sum(Contents contents) {
        MemorySegment sums = filled(contents, contents.members() - 1);
        for (int rank = contents.members() - 2; rank >= 0; rank--) {
            MemorySegment other = filled(contents, rank);
            for (int i = 0; i < ELEMENTS; i++) {
                set(sums, i, get(sums, i) + get(other, i));
            }
        }
        return sums;
    }

    private static float get(MemorySegment values, int i) {
        return values.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
    }

    private static void set(MemorySegment values, int i, float value) {
        values.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, value);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, Contents.MOST_MEMBERS})
    void theSumOfAllIsRightInAnyOrder(int members) {
        Contents contents = new Contents(members, 5);

        assertThat(contents.wrong(sum(contents))).isZero();
    }

    @Test
    void whatIsLeftOutMovedOrSpoiledCounts() {
        Contents contents = new Contents(3, 5);
        MemorySegment sums = sum(contents);
        float first = get(sums, 0);
        set(sums, 0, get(sums, 9));
        set(sums, 9, first);
        set(sums, 77, Float.NaN);
        set(sums, 78, Math.nextUp(get(sums, 78)));

        assertThat(contents.wrong(sums)).isEqualTo(4);
    }

    @Test
    void anotherSeriesOrAMemberTooFewIsWrongNearlyEverywhere() {
        Contents contents = new Contents(3, 5);

        assertThat(new Contents(3, 6).wrong(sum(contents))).isGreaterThan(ELEMENTS * 99 / 100);
        assertThat(new Contents(2, 5).wrong(sum(contents))).isGreaterThan(ELEMENTS * 99 / 100);
    }

    @Test
    void magnitudesStayWithinTheGridAndElementsDiffer() {
        MemorySegment values = filled(new Contents(2, 5), 1);
        Set<Float> seen = new HashSet<>();
        for (int i = 0; i < ELEMENTS; i++) {
            assertThat(Math.abs(get(values, i))).isLessThanOrEqualTo(1 << Contents.EXPONENT);
            seen.add(get(values, i));
        }

        assertThat(seen).hasSizeGreaterThan(ELEMENTS * 9 / 10);
    }
}
