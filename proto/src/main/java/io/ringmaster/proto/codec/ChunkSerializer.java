package io.ringmaster.proto.codec;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RingMessage.ChunkAck;
import io.ringmaster.proto.RingMessage.MemoryOpened;
import io.ringmaster.proto.RingMessage.OfferMemory;
import io.ringmaster.proto.RingMessage.PlacedChunk;
import java.nio.ByteBuffer;
import java.util.List;

/// Chunks and their acknowledgements, written straight from their memory into the transport's buffer.
///
/// A chunk's payload is read on the transport's threads, so it must lie in memory that any thread may read: an
/// automatic, shared or global arena, or the heap. Each chunk that is written or read is told to the [WireMeter].
///
/// Throws: [MalformedMessageException] for whatever is not a valid message, and nothing else; writing into too small
/// a buffer throws `BufferOverflowException`, as Akka wants it.
/// Thread: any.
public final class ChunkSerializer extends SerializerWithStringManifest implements ByteBufferSerializer {

    /// Stands in every frame; never changes.
    public static final int IDENTIFIER = 932;

    /// The most that a chunk adds to its payload, the transport's envelope not counted.
    public static final int OVERHEAD_LIMIT_BYTES = 2 * Integer.BYTES + ChunkFrame.HEADER_LIMIT_BYTES;

    /// A path of four-byte characters and the rest.
    private static final int OFFER_LIMIT_BYTES = 4 * WireRules.TEXT_LIMIT + ChunkFrame.HEADER_LIMIT_BYTES;

    static final String CHUNK = "chunk";
    static final String ACK = "ack";
    static final String PLACED = "placed-chunk";
    static final String OFFER = "offer-memory";
    static final String OPENED = "memory-opened";

    private final ExtendedActorSystem system;

    public ChunkSerializer(ExtendedActorSystem system) {
        this.system = system;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return switch (ours(message)) {
            case Chunk _ -> CHUNK;
            case ChunkAck _ -> ACK;
            case PlacedChunk _ -> PLACED;
            case OfferMemory _ -> OFFER;
            case MemoryOpened _ -> OPENED;
        };
    }

    @Override
    public void toBinary(Object message, ByteBuffer buffer) {
        int start = buffer.position();
        switch (ours(message)) {
            case Chunk chunk -> {
                ChunkFrame.write(chunk, buffer);
                meter().countChunkSent(chunk.from(), buffer.position() - start);
            }
            case ChunkAck ack -> {
                buffer.put(RingCodec.write(ack).toByteArray());
                meter().countSent(ack, buffer.position() - start);
            }
            case PlacedChunk chunk -> {
                buffer.put(RingCodec.write(chunk).toByteArray());
                meter().countChunkSent(chunk.from(), buffer.position() - start);
            }
            case OfferMemory offer -> buffer.put(RingCodec.write(offer).toByteArray());
            case MemoryOpened opened -> buffer.put(RingCodec.write(opened).toByteArray());
        }
    }

    @Override
    public byte[] toBinary(Object message) {
        int bytes = switch (ours(message)) {
            case Chunk chunk -> ChunkFrame.bytes(chunk);
            case ChunkAck ack -> RingCodec.write(ack).getSerializedSize();
            case PlacedChunk chunk -> RingCodec.write(chunk).getSerializedSize();
            case OfferMemory offer -> RingCodec.write(offer).getSerializedSize();
            case MemoryOpened opened -> RingCodec.write(opened).getSerializedSize();
        };
        byte[] frame = new byte[bytes];
        toBinary(message, ByteBuffer.wrap(frame));
        return frame;
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return fromBinary(ByteBuffer.wrap(bytes), manifest);
    }

    @Override
    public Object fromBinary(ByteBuffer buffer, String manifest) {
        int bytes = buffer.remaining();
        try {
            return switch (manifest) {
                case CHUNK -> {
                    Chunk chunk = ChunkFrame.read(buffer);
                    meter().countReceived(bytes);
                    yield chunk;
                }
                case ACK -> RingCodec.ack(rest(buffer, ChunkFrame.HEADER_LIMIT_BYTES));
                case PLACED -> {
                    PlacedChunk chunk = RingCodec.placedChunk(rest(buffer, ChunkFrame.HEADER_LIMIT_BYTES));
                    meter().countReceived(bytes);
                    yield chunk;
                }
                case OFFER -> RingCodec.offerMemory(rest(buffer, OFFER_LIMIT_BYTES));
                case OPENED -> RingCodec.memoryOpened(rest(buffer, ChunkFrame.HEADER_LIMIT_BYTES));
                default -> throw new MalformedMessageException("ring message's manifest is \"%s\"; it must be one of %s"
                    .formatted(manifest, List.of(CHUNK, ACK, PLACED, OFFER, OPENED)));
            };
        } catch (MalformedMessageException e) {
            throw e;
        } catch (InvalidProtocolBufferException | RuntimeException e) {   // records refuse values by various exceptions
            throw new MalformedMessageException(
                "message \"%s\" of %d bytes is malformed: %s".formatted(manifest, bytes, e.getMessage()), e);
        }
    }

    private static byte[] rest(ByteBuffer buffer, int limit) {
        if (buffer.remaining() > limit) {
            throw new MalformedMessageException("ring message has %d bytes; it has at most %d".formatted(buffer.remaining(), limit));
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static RingMessage ours(Object message) {
        if (message instanceof RingMessage ringMessage) {
            return ringMessage;
        }
        throw new MalformedMessageException(
            message.getClass().getName() + " is no ring message; only those of RingMessage are");
    }

    /// Looked up when used: serializers are made while their actor system is not ready to give extensions.
    private WireMeter meter() {
        return WireMeter.get(Adapter.toTyped(system));
    }
}
