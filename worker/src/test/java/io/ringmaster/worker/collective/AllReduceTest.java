package io.ringmaster.worker.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// The algorithm alone, under every order of delivery that keeps each edge's own.
class AllReduceTest {

    private static final CollectiveId ID = new CollectiveId(new RunId("run"), new Generation(1), new Step(1), 0, 2);

    /// Members and the edges between them: `chunks.get(r)` leads to rank r, `acks.get(r)` back to it.
    private static final class Simulation {

        private final List<AllReduce> members = new ArrayList<>();
        private final List<float[]> buffers = new ArrayList<>();
        private final List<Deque<Chunk>> chunks = new ArrayList<>();
        private final int[] acks;
        private final int[] onTheirWay;
        private final long[] sentElements;
        private final int window;

        private Simulation(Segmentation cut, int window) {
            int n = cut.members();
            this.window = window;
            acks = new int[n];
            onTheirWay = new int[n];
            sentElements = new long[n];
            for (int rank = 0; rank < n; rank++) {
                float[] buffer = new float[(int) cut.elements()];
                for (int i = 0; i < buffer.length; i++) {
                    buffer[i] = value(rank, i);
                }
                buffers.add(buffer);
                chunks.add(new ArrayDeque<>());
                members.add(AllReduce.begin(ID, new Rank(rank), MemorySegment.ofArray(buffer), cut, AllReduceTest::add));
            }
        }

        /// One random event; false when nothing can happen any more.
        private boolean step(Random random) {
            int n = members.size();
            int start = random.nextInt(3 * n);
            for (int i = 0; i < 3 * n; i++) {
                int choice = (start + i) % (3 * n);
                if (act(choice / 3, choice % 3)) {
                    return true;
                }
            }
            return false;
        }

        private boolean act(int rank, int kind) {
            int n = members.size();
            AllReduce member = members.get(rank);
            if (kind == 0) {
                boolean mayGo = member.hasNext() && onTheirWay[rank] < window;
                if (mayGo) {
                    Chunk chunk = member.next();
                    onTheirWay[rank]++;
                    sentElements[rank] += chunk.payload().byteSize() / Float.BYTES;
                    chunks.get((rank + 1) % n).add(chunk);
                }
                return mayGo;
            }
            if (kind == 1) {
                Chunk chunk = chunks.get(rank).poll();
                if (chunk != null) {
                    member.accept(chunk);
                    acks[Math.floorMod(rank - 1, n)]++;
                }
                return chunk != null;
            }
            int count = acks[rank];
            if (count > 0) {
                acks[rank] = 0;
                onTheirWay[rank] -= count;
                member.acknowledged(count);
                if (member.isDone()) {
                    sums(rank);
                }
            }
            return count > 0;
        }

        private void sums(int rank) {
            float[] buffer = buffers.get(rank);
            for (int i = 0; i < buffer.length; i++) {
                float sum = 0;
                for (int other = 0; other < members.size(); other++) {
                    sum += value(other, i);
                }
                assertThat(buffer[i]).isEqualTo(sum);
            }
        }
    }

    /// Small whole numbers, whose sums are exact in any order.
    private static float value(int rank, int index) {
        return (index * 31 + rank * 17) % 1001 - 500;
    }

    private static void add(MemorySegment into, MemorySegment from) {
        for (long at = 0; at < into.byteSize(); at += Float.BYTES) {
            into.set(ValueLayout.JAVA_FLOAT, at,
                into.get(ValueLayout.JAVA_FLOAT, at) + from.get(ValueLayout.JAVA_FLOAT, at));
        }
    }

    @Property(tries = 300)
    void everyMemberEndsWithTheSumAndSendsTheLeast(
            @ForAll @IntRange(min = 1, max = 7) int members, @ForAll @IntRange(min = 0, max = 5000) int elements,
            @ForAll @IntRange(min = 1, max = 8) int window, @ForAll @IntRange(min = 3, max = 900) int chunkElements,
            @ForAll long seed) {
        Segmentation cut = new Segmentation(elements, members, chunkElements);
        Simulation simulation = new Simulation(cut, window);
        Random random = new Random(seed);
        while (simulation.step(random)) {
            assertThat(simulation.chunks).allMatch(edge -> edge.size() <= window);
        }

        long hops = 2L * (members - 1);
        for (int rank = 0; rank < members; rank++) {
            assertThat(simulation.members.get(rank).isDone()).isTrue();
            assertThat(simulation.members.get(rank).hasNext()).isFalse();
            simulation.sums(rank);
            assertThat((double) simulation.sentElements[rank])
                .isBetween((double) hops * elements / members - hops, (double) hops * elements / members + hops);
        }
    }

    @Property
    void segmentsCoverTheBufferOnce(
            @ForAll @IntRange(min = 0, max = 5000) int elements, @ForAll @IntRange(min = 1, max = 40) int members,
            @ForAll @IntRange(min = 1, max = 700) int chunkElements) {
        Segmentation cut = new Segmentation(elements, members, chunkElements);
        long at = 0;
        for (int segment = 0; segment < members; segment++) {
            assertThat(cut.start(segment)).isEqualTo(at);
            for (int chunk = 0; chunk < cut.chunks(segment); chunk++) {
                assertThat(cut.chunkStart(segment, chunk)).isEqualTo(at);
                assertThat(cut.chunkElements(segment, chunk)).isBetween(1, chunkElements);
                at += cut.chunkElements(segment, chunk);
            }
            assertThat(at - cut.start(segment)).isBetween((long) elements / members, (long) elements / members + 1);
        }
        assertThat(at).isEqualTo(elements);
    }

    /// Rank 0 of 3 with 30 elements in chunks of 5: two chunks a segment, four hops.
    private static AllReduce member() {
        return AllReduce.begin(ID, new Rank(0), MemorySegment.ofArray(new float[30]), new Segmentation(30, 3, 5),
            AllReduceTest::add);
    }

    private static Chunk chunk(int hop, int index, int elements) {
        return new Chunk(ID, new Rank(2), hop, index, MemorySegment.ofArray(new float[elements]));
    }

    private static void assertRefused(AllReduce member, Chunk chunk, String why) {
        assertThatThrownBy(() -> member.accept(chunk)).isInstanceOf(RingException.class).hasMessageContaining(why);
    }

    @Test
    void refusesWhatItDoesNotWaitFor() {
        AllReduce member = member();
        member.accept(chunk(0, 1, 5));

        assertRefused(member, chunk(0, 1, 5), "it came before");
        assertRefused(member, chunk(0, 0, 4), "20 bytes");
        assertRefused(member, chunk(0, 0, 6), "20 bytes");
        assertRefused(member, chunk(4, 0, 5), "hops go to 3");
        assertRefused(member, chunk(0, 2, 5), "2 chunks");
        assertRefused(member, chunk(2, 0, 5), "can't be finished");
        assertRefused(member, chunk(3, 1, 5), "can't be finished");
    }

    @Test
    void refusesAcknowledgementsOfWhatWasNotSent() {
        AllReduce member = member();
        member.next();

        assertThatThrownBy(() -> member.acknowledged(2)).isInstanceOf(RingException.class).hasMessageContaining("only 1");
        member.acknowledged(1);
        assertThatThrownBy(() -> member.acknowledged(1)).isInstanceOf(RingException.class).hasMessageContaining("only 0");
    }

    @Test
    void saysWhatIsMissingFromWhom() {
        AllReduce member = member();
        member.next();
        assertThat(member.waitsForPredecessor()).isFalse();
        assertThat(member.missing()).isEqualTo("acknowledgement of round 0, bucket 2, chunk 1 of 2 of hop 1 of 4");

        member.acknowledged(1);
        member.accept(chunk(0, 0, 5));
        assertThat(member.waitsForPredecessor()).isTrue();
        assertThat(member.missing()).isEqualTo("round 0, bucket 2, chunk 2 of 2 of hop 1 of 4");
    }
}
