package io.ringmaster.proto.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.wire.RingWire;
import java.lang.foreign.MemorySegment;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/// A chunk as it lies on the wire: header's length, CRC-32C of the rest, header, payload; see `ring.proto`.
final class ChunkFrame {

    /// A header's strings and numbers need 200 bytes at most; the rest is for fields of later versions.
    static final int HEADER_LIMIT_BYTES = 512;

    private static final int PREFIX_BYTES = 2 * Integer.BYTES;

    private ChunkFrame() {}

    static int bytes(Chunk chunk) {
        return bytes(RingCodec.header(chunk));
    }

    private static int bytes(RingWire.ChunkHeader header) {
        return PREFIX_BYTES + header.getSerializedSize() + header.getPayloadBytes();
    }

    /// Writes the chunk and moves the buffer's position behind it.
    ///
    /// Throws: `BufferOverflowException` where it does not fit, which is what Akka's transport wants to hear.
    static void write(Chunk chunk, ByteBuffer buffer) {
        RingWire.ChunkHeader header = RingCodec.header(chunk);
        int bytes = bytes(header);
        if (bytes > buffer.remaining()) {
            throw new BufferOverflowException();
        }
        ByteBuffer frame = buffer.slice(buffer.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
        frame.position(PREFIX_BYTES);
        frame.put(header.toByteArray());
        MemorySegment.ofBuffer(frame).copyFrom(chunk.payload());
        frame.putInt(0, header.getSerializedSize());
        frame.putInt(Integer.BYTES, checksum(frame));
        buffer.position(buffer.position() + bytes);
    }

    /// Reads the chunk that fills the rest of the buffer; its payload is memory of its own, aligned for `long`.
    static Chunk read(ByteBuffer buffer) throws InvalidProtocolBufferException {
        ByteBuffer frame = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        RingWire.ChunkHeader header = header(frame);
        int payloadBytes = header.getPayloadBytes();
        if (payloadBytes < 0 || payloadBytes > Chunk.LIMIT_BYTES || payloadBytes != frame.remaining()) {
            throw new MalformedMessageException(
                "chunk frame holds %d bytes of payload and its header says %d; they must agree and be at most %d"
                    .formatted(frame.remaining(), payloadBytes, Chunk.LIMIT_BYTES));
        }
        int stated = frame.getInt(Integer.BYTES);
        int found = checksum(frame);
        if (found != stated) {
            throw new MalformedMessageException(
                "chunk's checksum is %08x and its frame says %08x; it was damaged on its way".formatted(found, stated));
        }
        long[] memory = new long[(payloadBytes + Long.BYTES - 1) / Long.BYTES];
        MemorySegment payload = MemorySegment.ofArray(memory).asSlice(0, payloadBytes);
        payload.copyFrom(MemorySegment.ofBuffer(frame));
        Chunk chunk = RingCodec.chunk(header, payload);
        buffer.position(buffer.limit());
        return chunk;
    }

    /// Leaves the frame's position at the payload.
    private static RingWire.ChunkHeader header(ByteBuffer frame) throws InvalidProtocolBufferException {
        int headerBytes = frame.remaining() < PREFIX_BYTES ? -1 : frame.getInt();
        if (headerBytes < 0 || headerBytes > HEADER_LIMIT_BYTES || headerBytes > frame.remaining() - Integer.BYTES) {
            throw new MalformedMessageException(
                "chunk frame has %d bytes and a header of %d; a header has at most %d bytes and lies within its frame"
                    .formatted(frame.limit(), headerBytes, HEADER_LIMIT_BYTES));
        }
        byte[] header = new byte[headerBytes];
        frame.position(PREFIX_BYTES).get(header);
        return RingCodec.header(header);
    }

    /// Of all that follows the prefix.
    private static int checksum(ByteBuffer frame) {
        CRC32C checksum = new CRC32C();
        checksum.update(frame.duplicate().position(PREFIX_BYTES));
        return (int) checksum.getValue();
    }
}
