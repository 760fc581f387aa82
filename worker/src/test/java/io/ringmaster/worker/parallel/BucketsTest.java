package io.ringmaster.worker.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class BucketsTest {

    @Property
    void bucketsCoverTheBufferWithoutGapsOrOverlaps(
        @ForAll @IntRange(max = 10_000) int elements, @ForAll @IntRange(min = 1, max = 3_000) int bucketElements) {
        int bucketBytes = bucketElements * Float.BYTES;
        long covered = 0;
        int index = 0;
        for (Buckets.Range range : Buckets.cut(elements, bucketBytes).ranges()) {
            assertThat(range.index()).isEqualTo(index++);
            assertThat(range.fromByte()).isEqualTo(covered);
            assertThat(range.bytes()).isPositive().isLessThanOrEqualTo(bucketBytes).isEqualTo(range.bytes() / 4 * 4);
            covered += range.bytes();
        }
        assertThat(covered).isEqualTo(4L * elements);
        assertThat(index).isEqualTo(Math.ceilDiv(elements, bucketElements));
    }

    @Test
    void aBucketHoldsWholeNumbers() {
        assertThatThrownBy(() -> Buckets.cut(10, 6)).hasMessageContaining("buckets of 6 bytes");
    }
}
