package io.ringmaster.tensor.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PhiloxTest {

    /// Random123's published vectors for philox4x32-10.
    @Test
    void knownAnswers() {
        assertEncrypts(new int[] {0, 0, 0, 0}, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertEncrypts(new int[] {-1, -1, -1, -1}, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertEncrypts(new int[] {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0,
            0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static void assertEncrypts(int[] counter, int key0, int key1, int... expected) {
        Philox.encrypt(counter, key0, key1);
        assertThat(counter).containsExactly(expected);
    }

    @Test
    void aRunOfBitsIsTheBitsOneByOne() {
        RandomStream stream = new RandomStream(7, 3, 1, 2);
        for (int first = 0; first < 6; first++) {
            int[] run = new int[11];
            stream.bits(first, run, run.length);
            for (int i = 0; i < run.length; i++) {
                assertThat(run[i]).isEqualTo(stream.bits(first + i));
            }
        }
    }

    @Test
    void everyPartOfTheAddressCounts() {
        int bits = new RandomStream(1, 2, 3, 4).bits(5);
        assertThat(new RandomStream(2, 2, 3, 4).bits(5)).isNotEqualTo(bits);
        assertThat(new RandomStream(1L | 1L << 40, 2, 3, 4).bits(5)).isNotEqualTo(bits);
        assertThat(new RandomStream(1, 3, 3, 4).bits(5)).isNotEqualTo(bits);
        assertThat(new RandomStream(1, 2L | 1L << 40, 3, 4).bits(5)).isNotEqualTo(bits);
        assertThat(new RandomStream(1, 2, 4, 4).bits(5)).isNotEqualTo(bits);
        assertThat(new RandomStream(1, 2, 3, 5).bits(5)).isNotEqualTo(bits);
        assertThat(new RandomStream(1, 2, 3, 4).bits(6)).isNotEqualTo(bits);
    }

    @Test
    void uniformsAndNormalsHaveTheirMoments() {
        RandomStream stream = new RandomStream(42, 0, 0, 0);
        int count = 100_000;
        double uniform = 0;
        double mean = 0;
        double square = 0;
        double fourth = 0;
        for (int i = 0; i < count; i++) {
            float u = stream.uniform(i);
            assertThat(u).isGreaterThanOrEqualTo(0).isLessThan(1);
            double z = stream.normal(i);
            uniform += u / count;
            mean += z / count;
            square += z * z / count;
            fourth += z * z * z * z / count;
        }
        assertThat(uniform).isBetween(0.495, 0.505);
        assertThat(mean).isBetween(-0.015, 0.015);
        assertThat(square).isBetween(0.98, 1.02);
        assertThat(fourth).isBetween(2.85, 3.15);
    }

    @Test
    void belowReachesAllAndStaysBelow() {
        RandomStream stream = new RandomStream(9, 0, 0, 0);
        int[] hits = new int[7];
        for (int i = 0; i < 7_000; i++) {
            hits[(int) stream.below(i, 7)]++;
        }
        for (int count : hits) {
            assertThat(count).isBetween(850, 1150);
        }
        assertThat(stream.below(0, 1)).isZero();
        assertThatThrownBy(() -> stream.below(0, 0)).hasMessageContaining("1 or more");
    }
}
