package io.ringmaster.worker.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.codec.WireMeter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each actor system stands for a process: it opens the others' memory by the same way as another process does.
class SharedMemoryTest {

    private static final Path FOLDER = Path.of("/dev/shm");
    private static final int ELEMENTS = 300_000;

    @BeforeEach
    void requireLinux() {
        assumeThat(Files.isDirectory(FOLDER)).as("memory is shared through /dev/shm, which this system has not").isTrue();
    }

    @Test
    void whatOneWritesTheOtherReadsAndNothingIsLeftBehind() {
        try (SharedMemory memory = SharedMemory.allocate(5_000_001)) {
            assertThat(FOLDER.resolve(memory.path().substring(memory.path().indexOf('#') + 1))).doesNotExist();
            MemorySegment other = SharedMemory.open(memory.path(), 5_000_001).orElseThrow();
            assertThat(other.byteSize()).isEqualTo(5_000_001);
            assertThat(other.isReadOnly()).isTrue();
            assertThat(other.mismatch(MemorySegment.ofArray(new byte[5_000_001]))).as("zeros").isEqualTo(-1);
            memory.memory().set(ValueLayout.JAVA_BYTE, 5_000_000, (byte) 7);
            assertThat(other.get(ValueLayout.JAVA_BYTE, 5_000_000)).isEqualTo((byte) 7);
            assertThat(memory.offsetOf(memory.memory().asSlice(12, 8))).isEqualTo(12);
            assertThat(memory.offsetOf(other.asSlice(12, 8))).isNegative();
            assertThat(memory.offsetOf(MemorySegment.ofArray(new byte[8]))).isNegative();
        }
    }

    @Test
    void nothingElseIsTakenForIt() throws IOException {
        Path file = Files.createTempFile("not-shared", "");
        String path;
        try (SharedMemory memory = SharedMemory.allocate(4096); SharedMemory another = SharedMemory.allocate(4096)) {
            path = memory.path();
            String number = path.substring(0, path.indexOf('#'));
            String name = another.path().substring(another.path().indexOf('#'));
            assertThat(SharedMemory.open(path, 4095)).as("another size").isEmpty();
            assertThat(SharedMemory.open(number + name, 4096)).as("another file under this number").isEmpty();
            assertThat(SharedMemory.open(number, 4096)).as("no name").isEmpty();
            assertThat(SharedMemory.open(file + "#" + file.getFileName(), 0)).as("a file of any other kind").isEmpty();
            assertThat(SharedMemory.open("/proc/1/fd/999#ringmaster-x", 4096)).as("no such number").isEmpty();
            assertThat(SharedMemory.open("", 4096)).isEmpty();
        }
        assertThat(SharedMemory.open(path, 4096)).as("it is closed").isEmpty();
        Files.delete(file);
    }

    /// In one round the buffers lie elsewhere, so they are sent.
    @Test
    void ringsBetweenSystemsReadOneAnothersMemory() throws Exception {
        List<ActorSystem<Void>> systems = List.of(RingSystems.onLoopback(), RingSystems.onLoopback(), RingSystems.onLoopback());
        List<SharedMemory> memories = systems.stream().map(_ -> SharedMemory.allocate(ELEMENTS * 4L)).toList();
        try {
            List<ActorRef<RingMessage>> rings =
                RingSystems.form(systems, memories, new Ring.Settings(10_000, 3, Duration.ofMinutes(10)), RingSystems.STILL);
            long before = 0;
            for (int round = 0; round < 5; round++) {
                List<MemorySegment> buffers = new ArrayList<>();
                boolean shared = round != 3;
                for (int rank = 0; rank < 3; rank++) {
                    MemorySegment buffer = shared ? memories.get(rank).memory() : MemorySegment.ofArray(new float[ELEMENTS]);
                    buffer.copyFrom(values(round, 1, 1000 * rank));
                    buffers.add(buffer);
                }
                sumAll(rings, round, buffers);
                MemorySegment expected = values(round, 3, 3000);
                buffers.forEach(buffer -> assertThat(buffer.mismatch(expected)).isEqualTo(-1));
                long sent = WireMeter.get(systems.get(1)).sent(new Rank(1)).bytes();
                if (!shared) {
                    assertThat(sent - before).as("bytes sent in round %d", round).isGreaterThan(ELEMENTS * 4);
                } else if (round > 0) {
                    assertThat(sent - before).as("bytes sent in round %d", round).isPositive().isLessThan(ELEMENTS * 4 / 100);
                }
                before = sent;
            }
        } finally {
            RingSystems.stop(systems);
            memories.forEach(SharedMemory::close);
        }
    }

    private static MemorySegment values(int round, float factor, float offset) {
        float[] values = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] = factor * ((i + round) % 1000) + offset;
        }
        return MemorySegment.ofArray(values);
    }

    private static void sumAll(List<ActorRef<RingMessage>> rings, int bucket, List<MemorySegment> buffers) {
        CompletableFuture.allOf(IntStream.range(0, rings.size())
            .mapToObj(rank -> RingSystems.sum(rings.get(rank), bucket, buffers.get(rank)))
            .toArray(CompletableFuture<?>[]::new)).join();
    }
}
