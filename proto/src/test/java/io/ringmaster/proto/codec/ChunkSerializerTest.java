package io.ringmaster.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RingMessage.ChunkAck;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Traffic;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkSerializerTest {

    private static final CollectiveId COLLECTIVE = new CollectiveId(Examples.RUN, Examples.GENERATION, new Step(7), 0, 1);
    private static final int GAP = 3;   // transports put their envelope first, of whatever length

    private final ChunkSerializer serializer = new ChunkSerializer(TestSystems.classic(TestSystems.shared()));

    static Stream<Arguments> buffersAndSizes() {
        return Stream.of(0, 1, 4, 1001, 256 << 10, Chunk.LIMIT_BYTES).flatMap(size -> {
            int bytes = GAP + size + ChunkSerializer.OVERHEAD_LIMIT_BYTES;
            return Stream.of(
                Arguments.of(size, ByteBuffer.allocate(bytes)),
                Arguments.of(size, ByteBuffer.allocateDirect(bytes)),
                Arguments.of(size, ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN)));
        });
    }

    @ParameterizedTest
    @MethodSource("buffersAndSizes")
    void aChunkGoesThroughTheTransportsBuffer(int size, ByteBuffer buffer) {
        Chunk chunk = chunk(Examples.bytes(size));
        ByteOrder order = buffer.order();
        buffer.position(GAP);

        serializer.toBinary(chunk, buffer);
        buffer.limit(buffer.position()).position(GAP);
        byte[] written = new byte[buffer.remaining()];
        buffer.get(GAP, written);

        assertThat(buffer.order()).isEqualTo(order);
        assertThat(written).isEqualTo(serializer.toBinary(chunk));
        assertThat(Contents.of(serializer.fromBinary(buffer, ChunkSerializer.CHUNK))).isEqualTo(Contents.of(chunk));
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @Test
    void payloadsMayLieInMemoryOfAnyKind() {
        float[] numbers = {1.5f, -2.25f, Float.NaN};
        byte[] expected = serializer.toBinary(chunk(MemorySegment.ofArray(numbers)));
        try (Arena arena = Arena.ofShared()) {
            MemorySegment within = arena.allocate(100).asSlice(8, 12).copyFrom(MemorySegment.ofArray(numbers));

            assertThat(serializer.toBinary(chunk(within))).isEqualTo(expected);
            assertThat(serializer.toBinary(chunk(within.asReadOnly()))).isEqualTo(expected);
        }
        Chunk back = (Chunk) serializer.fromBinary(expected, ChunkSerializer.CHUNK);
        assertThat(back.payload().toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(numbers);
    }

    @Test
    void aDecodedPayloadIsNotTheTransportsMemory() {
        Chunk chunk = chunk(Examples.bytes(64));
        byte[] bytes = serializer.toBinary(chunk);

        Chunk back = (Chunk) serializer.fromBinary(ByteBuffer.wrap(bytes), ChunkSerializer.CHUNK);
        Arrays.fill(bytes, (byte) 0);

        assertThat(Contents.of(back)).isEqualTo(Contents.of(chunk));
    }

    @Test
    void everyDamagedBitIsNoticed() {
        byte[] whole = serializer.toBinary(chunk(Examples.bytes(50)));
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatExceptionOfType(MalformedMessageException.class)
                .as("bit %d", bit)
                .isThrownBy(() -> serializer.fromBinary(damaged, ChunkSerializer.CHUNK));
        }
    }

    @Test
    void damageToThePayloadIsNamed() {
        byte[] damaged = serializer.toBinary(chunk(Examples.bytes(50)));
        damaged[damaged.length - 1] ^= 1;

        assertThatExceptionOfType(MalformedMessageException.class)
            .isThrownBy(() -> serializer.fromBinary(damaged, ChunkSerializer.CHUNK))
            .withMessageContaining("damaged on its way");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 60, 120})
    void tooSmallABufferIsAnOverflowAndLeftAsItWas(int capacity) {
        ByteBuffer buffer = ByteBuffer.allocate(capacity);

        assertThatExceptionOfType(BufferOverflowException.class)
            .isThrownBy(() -> serializer.toBinary(chunk(Examples.bytes(100)), buffer));
        assertThat(buffer.position()).isZero();
    }

    @Test
    void anAcknowledgementGoesThroughTheTransportsBuffer() {
        ChunkAck ack = new ChunkAck(COLLECTIVE, new Rank(3), 4);
        ByteBuffer buffer = ByteBuffer.allocateDirect(200);

        serializer.toBinary(ack, buffer);
        buffer.flip();

        assertThat(serializer.fromBinary(buffer, ChunkSerializer.ACK)).isEqualTo(ack);
        assertThat(buffer.hasRemaining()).isFalse();
    }

    @Test
    void whatIsNoRingMessageIsRefused() {
        assertThatExceptionOfType(MalformedMessageException.class)
            .isThrownBy(() -> serializer.toBinary("chunk", ByteBuffer.allocate(100)))
            .withMessageContaining("java.lang.String is no ring message");
    }

    @Test
    void theMeterCountsChunksByRankAndAcknowledgementsApart() {
        WireMeter meter = WireMeter.get(TestSystems.shared());
        Rank rank = new Rank(Rank.LIMIT - 1);
        RingMessage first = new Chunk(COLLECTIVE, rank, 0, 0, Examples.bytes(1000));
        RingMessage second = new Chunk(COLLECTIVE, rank, 0, 1, Examples.bytes(10));
        Traffic received = meter.received();
        assertThat(meter.sent(rank)).isEqualTo(Traffic.NONE);

        byte[] firstBytes = serializer.toBinary(first);
        byte[] secondBytes = serializer.toBinary(second);
        byte[] ackBytes = serializer.toBinary(new ChunkAck(COLLECTIVE, rank, 2));
        serializer.fromBinary(firstBytes, ChunkSerializer.CHUNK);

        assertThat(meter.sent(rank)).isEqualTo(new Traffic(2, firstBytes.length + secondBytes.length));
        assertThat(meter.acknowledged(rank)).isEqualTo(new Traffic(1, ackBytes.length));
        assertThat(meter.received()).isEqualTo(received.plus(new Traffic(1, firstBytes.length)));
        assertThat(firstBytes.length - 1000).isLessThanOrEqualTo(80);
    }

    private static Chunk chunk(MemorySegment payload) {
        return new Chunk(COLLECTIVE, new Rank(2), 1, 5, payload);
    }
}
