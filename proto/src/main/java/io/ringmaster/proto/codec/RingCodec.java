package io.ringmaster.proto.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RingMessage.ChunkAck;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.wire.RingWire;
import java.lang.foreign.MemorySegment;

/// Headers and acknowledgements of chunks.
final class RingCodec {

    private RingCodec() {}

    static RingWire.ChunkHeader header(Chunk chunk) {
        return RingWire.ChunkHeader.newBuilder()
            .setCollective(write(chunk.collective()))
            .setFrom(chunk.from().index())
            .setHop(chunk.hop())
            .setIndex(chunk.index())
            .setPayloadBytes(Math.toIntExact(chunk.payload().byteSize()))
            .build();
    }

    static RingWire.ChunkHeader header(byte[] bytes) throws InvalidProtocolBufferException {
        return WireRules.checked(RingWire.ChunkHeader.parseFrom(bytes));
    }

    static Chunk chunk(RingWire.ChunkHeader header, MemorySegment payload) {
        return new Chunk(
            read(header.getCollective()), new Rank(header.getFrom()), header.getHop(), header.getIndex(), payload);
    }

    static RingWire.ChunkAck write(ChunkAck ack) {
        return RingWire.ChunkAck.newBuilder()
            .setCollective(write(ack.collective()))
            .setFrom(ack.from().index())
            .setChunks(ack.chunks())
            .build();
    }

    static ChunkAck ack(byte[] bytes) throws InvalidProtocolBufferException {
        RingWire.ChunkAck wire = WireRules.checked(RingWire.ChunkAck.parseFrom(bytes));
        return new ChunkAck(read(wire.getCollective()), new Rank(wire.getFrom()), wire.getChunks());
    }

    private static RingWire.CollectiveId write(CollectiveId id) {
        return RingWire.CollectiveId.newBuilder()
            .setRun(id.run().value())
            .setGeneration(id.generation().number())
            .setStep(id.step().number())
            .setBucket(id.bucket())
            .setRound(id.round())
            .build();
    }

    private static CollectiveId read(RingWire.CollectiveId wire) {
        return new CollectiveId(
            new RunId(wire.getRun()), new Generation(wire.getGeneration()), new Step(wire.getStep()), wire.getRound(),
            wire.getBucket());
    }
}
