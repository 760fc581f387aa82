package io.ringmaster.worker.collective;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Traffic;
import io.ringmaster.proto.codec.WireMeter;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.ExactReduction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real rings sum real buffers: within one actor system by reference, and between several over TCP.
class RingSumTest {

    private static final int CHUNK = 64 << 10;
    private static final Ring.Settings SETTINGS = new Ring.Settings(CHUNK, 4, Duration.ofMinutes(10));
    private static final int INTS = 500;
    private static final double TOLERANCE = 1e-6;

    /// In [0, 1), so that sums don't cancel; a function of rank and index, so that none need be kept.
    private static float positive(int rank, long index) {
        long mixed = (index * 5 + rank + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 32) * 0xBF58476D1CE4E5B9L;
        return (mixed >>> 40) * 0x1p-24f;
    }

    /// In [-1, 1), as gradients are.
    private static float signed(int rank, long index) {
        return 2 * positive(rank, index) - 1;
    }

    private interface Values {
        float at(int rank, long index);
    }

    private static List<MemorySegment> buffers(Arena arena, int members, long elements, Values values) {
        List<MemorySegment> buffers = new ArrayList<>();
        for (int rank = 0; rank < members; rank++) {
            MemorySegment buffer = arena.allocate(elements * Float.BYTES, 64);
            for (long i = 0; i < elements; i++) {
                buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, values.at(rank, i));
            }
            buffers.add(buffer);
        }
        return buffers;
    }

    private static void sumAll(List<ActorRef<RingMessage>> rings, int bucket, List<MemorySegment> buffers) {
        CompletableFuture.allOf(IntStream.range(0, rings.size())
            .mapToObj(rank -> RingSystems.sum(rings.get(rank), bucket, buffers.get(rank)))
            .toArray(CompletableFuture<?>[]::new)).join();
    }

    /// Against float64: each element where values don't cancel, and the norm of the error always.
    private static void assertMean(List<MemorySegment> buffers, Values values, boolean eachElement) {
        int members = buffers.size();
        MemorySegment first = buffers.getFirst();
        buffers.forEach(buffer -> assertThat(first.mismatch(buffer)).as("replicas hold the same bits").isEqualTo(-1));
        Backends.of(Device.CPU).scale(first, 1f / members);
        double error = 0;
        double norm = 0;
        double worst = 0;
        for (long i = 0; i < first.byteSize() / Float.BYTES; i++) {
            double mean = 0;
            for (int rank = 0; rank < members; rank++) {
                mean += values.at(rank, i);
            }
            mean /= members;
            double difference = Math.abs(first.getAtIndex(ValueLayout.JAVA_FLOAT, i) - mean);
            error += difference * difference;
            norm += mean * mean;
            worst = Math.max(worst, difference - TOLERANCE * mean);
        }
        assertThat(Math.sqrt(error)).isLessThanOrEqualTo(TOLERANCE * Math.sqrt(norm));
        if (eachElement) {
            assertThat(worst).as("the worst element's error beyond the tolerance").isLessThanOrEqualTo(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void theRingsMeanIsTheShardsMean(int members) throws Exception {
        ActorSystem<Void> system = RingSystems.local();
        try {
            List<ActorRef<RingMessage>> rings =
                RingSystems.form(Collections.nCopies(members, system), SETTINGS, RingSystems.STILL);
            int bucket = 0;
            for (long elements : new long[] {1, 2, 3, 7, 1000, 65_537, 1_000_003, 10_000_000}) {
                try (Arena arena = Arena.ofShared()) {
                    List<MemorySegment> buffers = buffers(arena, members, elements, RingSumTest::positive);
                    sumAll(rings, bucket++, buffers);
                    assertMean(buffers, RingSumTest::positive, true);
                }
                try (Arena arena = Arena.ofShared()) {
                    List<MemorySegment> buffers = buffers(arena, members, elements, RingSumTest::signed);
                    sumAll(rings, bucket++, buffers);
                    assertMean(buffers, RingSumTest::signed, false);
                }
            }
        } finally {
            RingSystems.stop(List.of(system));
        }
    }

    @Test
    void bucketsBegunInDifferentOrdersAllFinish() throws Exception {
        ActorSystem<Void> system = RingSystems.local();
        try (Arena arena = Arena.ofShared()) {
            List<ActorRef<RingMessage>> rings = RingSystems.form(Collections.nCopies(3, system),
                new Ring.Settings(10, 1, Duration.ofMinutes(10)), RingSystems.STILL);
            List<List<MemorySegment>> buckets = new ArrayList<>();
            for (int bucket = 0; bucket < 8; bucket++) {
                buckets.add(buffers(arena, 3, 500 + bucket, RingSumTest::positive));
            }
            List<CompletableFuture<Passage>> all = new ArrayList<>();
            for (int rank = 0; rank < 3; rank++) {
                List<Integer> order = new ArrayList<>(IntStream.range(0, 8).boxed().toList());
                Collections.shuffle(order, new Random(rank));
                for (int bucket : order) {
                    all.add(RingSystems.sum(rings.get(rank), bucket, buckets.get(bucket).get(rank)));
                }
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
            buckets.forEach(buffers -> assertMean(buffers, RingSumTest::positive, true));
        } finally {
            RingSystems.stop(List.of(system));
        }
    }

    /// The transport drops what its queue has no room for; Akka's own default is 256 messages.
    @Test
    void aThousandBucketsBegunAtOnceAllArrive() throws Exception {
        List<ActorSystem<Void>> systems = IntStream.range(0, 2).mapToObj(_ -> RingSystems.onLoopback()).toList();
        try (Arena arena = Arena.ofShared()) {
            List<ActorRef<RingMessage>> rings = RingSystems.form(systems, SETTINGS, RingSystems.STILL);
            List<List<MemorySegment>> buckets =
                IntStream.range(0, 1000).mapToObj(_ -> buffers(arena, 2, 1000, RingSumTest::positive)).toList();
            CompletableFuture.allOf(IntStream.range(0, 2000)
                .mapToObj(each -> RingSystems.sum(rings.get(each % 2), each / 2, buckets.get(each / 2).get(each % 2)))
                .toArray(CompletableFuture<?>[]::new)).get(1, TimeUnit.MINUTES);
            buckets.forEach(buffers -> assertMean(buffers, RingSumTest::positive, true));
        } finally {
            RingSystems.stop(systems);
        }
    }

    private static int[] ints(int rank) {
        return IntStream.iterate(rank - 1, value -> value * 31 + 7).limit(INTS).toArray();
    }

    /// Two exchanges of one step, each with a reduction of its own, under way at once and begun in different orders.
    @Test
    void roundsOfOneStepKeepTheirOwnReductions() throws Exception {
        ActorSystem<Void> system = RingSystems.local();
        try {
            List<ActorRef<RingMessage>> rings = RingSystems.form(Collections.nCopies(3, system),
                new Ring.Settings(10, 1, Duration.ofMinutes(10)), RingSystems.STILL);
            ExactReduction kernels = Backends.of(Device.CPU).exactReduction();
            List<Reduction> reductions = List.of(kernels::add, kernels::max);
            int[][][] buffers = {{ints(0), ints(1), ints(2)}, {ints(0), ints(1), ints(2)}};
            List<CompletableFuture<Passage>> all = new ArrayList<>();
            for (int rank = 0; rank < 3; rank++) {
                for (int turn = 0; turn < 2; turn++) {
                    int round = (turn + rank) % 2;
                    all.add(RingSystems.reduce(rings.get(rank), new CollectiveId(RingSystems.RUN, RingSystems.GENERATION,
                        new Step(7), round, 0), MemorySegment.ofArray(buffers[round][rank]), reductions.get(round)));
                }
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
            for (int rank = 0; rank < 3; rank++) {
                for (int i = 0; i < INTS; i++) {
                    assertThat(buffers[0][rank][i]).isEqualTo(ints(0)[i] + ints(1)[i] + ints(2)[i]);
                    assertThat(buffers[1][rank][i]).isEqualTo(Math.max(ints(0)[i], Math.max(ints(1)[i], ints(2)[i])));
                }
            }
        } finally {
            RingSystems.stop(List.of(system));
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 1000003", "3, 1000003", "3, 2"})
    void betweenSystemsTheWireCarriesTheLeast(int members, long elements) throws Exception {
        List<ActorSystem<Void>> systems = IntStream.range(0, members).mapToObj(_ -> RingSystems.onLoopback()).toList();
        try (Arena arena = Arena.ofShared()) {
            List<ActorRef<RingMessage>> rings = RingSystems.form(systems, SETTINGS, RingSystems.STILL);
            List<MemorySegment> buffers = buffers(arena, members, elements, RingSumTest::positive);
            sumAll(rings, 0, buffers);
            assertMean(buffers, RingSumTest::positive, true);

            Segmentation cut = new Segmentation(elements, members, CHUNK);
            for (int rank = 0; rank < members; rank++) {
                Traffic sent = WireMeter.get(systems.get(rank)).sent(new Rank(rank));
                Traffic received = WireMeter.get(systems.get((rank + 1) % members)).received();
                assertThat(sent.chunks()).isEqualTo(predictedChunks(cut, rank));
                assertThat(received).isEqualTo(sent);
                if (elements > CHUNK) {
                    double least = 2.0 * elements * Float.BYTES * (members - 1) / members;
                    assertThat((double) sent.bytes()).isBetween(least - 16, least * 1.03);
                }
            }
        } finally {
            RingSystems.stop(systems);
        }
    }

    /// Reduce-scatter sends all segments but the successor's, all-gather all but the one after that.
    private static long predictedChunks(Segmentation cut, int rank) {
        int n = cut.members();
        long all = IntStream.range(0, n).mapToLong(cut::chunks).sum();
        return 2 * all - cut.chunks((rank + 1) % n) - cut.chunks((rank + 2) % n);
    }
}
