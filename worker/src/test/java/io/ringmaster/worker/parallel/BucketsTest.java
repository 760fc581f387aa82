package io.ringmaster.worker.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.backend.Blocks;
import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class BucketsTest {

    @Property
    void bucketsCoverTheBufferWithoutGapsOrOverlaps(
        @ForAll @IntRange(max = 10_000) int elements, @ForAll @IntRange(min = 1, max = 3_000) int bucketElements) {
        MemorySegment buffer = MemorySegment.ofArray(new int[elements]);
        long covered = 0;
        List<MemorySegment> buckets = Buckets.cut(buffer, bucketElements * Float.BYTES);
        for (MemorySegment bucket : buckets) {
            assertThat(bucket.address()).isEqualTo(buffer.address() + covered);
            assertThat(bucket.byteSize()).isPositive().isLessThanOrEqualTo(bucketElements * 4L).isEqualTo(bucket.byteSize() / 4 * 4);
            covered += bucket.byteSize();
        }
        assertThat(covered).isEqualTo(4L * elements);
        assertThat(buckets).hasSize(Math.ceilDiv(elements, bucketElements));
    }

    @Property
    void bucketsOfBlocksHoldAsManyAsFit(
        @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 2_000) Integer> parameters, @ForAll @IntRange(min = 1, max = 3_000) int most) {
        Blocks blocks = Blocks.of(parameters.stream().map(Integer::longValue).toList());
        MemorySegment buffer = MemorySegment.ofArray(new int[(int) blocks.elements()]);
        int covered = 0;
        for (Buckets.Range range : Buckets.cut(blocks, most * Float.BYTES)) {
            assertThat(range.first()).isEqualTo(covered);
            covered = range.end();
            long elements = range.to(blocks) - range.from(blocks);
            assertThat(range.of(buffer, blocks).byteSize()).isEqualTo(4 * elements);
            assertThat(elements <= most || range.end() == range.first() + 1).as("%s has %d elements", range, elements).isTrue();
            assertThat(covered == blocks.count() || elements + blocks.length(covered) > most).as("the next block fits not").isTrue();
        }
        assertThat(covered).isEqualTo(blocks.count());
    }

    @Test
    void aBucketHoldsWholeNumbers() {
        assertThatThrownBy(() -> Buckets.cut(MemorySegment.ofArray(new int[10]), 6)).hasMessageContaining("parts of 6 bytes");
    }
}
