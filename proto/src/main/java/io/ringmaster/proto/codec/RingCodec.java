package io.ringmaster.proto.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RingMessage.ChunkAck;
import io.ringmaster.proto.RingMessage.MemoryOpened;
import io.ringmaster.proto.RingMessage.OfferMemory;
import io.ringmaster.proto.RingMessage.PlacedChunk;
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

    static RingWire.PlacedChunk write(PlacedChunk chunk) {
        return RingWire.PlacedChunk.newBuilder()
            .setCollective(write(chunk.collective()))
            .setFrom(chunk.from().index())
            .setHop(chunk.hop())
            .setIndex(chunk.index())
            .setOffset(chunk.offset())
            .setBytes(chunk.bytes())
            .build();
    }

    static PlacedChunk placedChunk(byte[] bytes) throws InvalidProtocolBufferException {
        RingWire.PlacedChunk wire = WireRules.checked(RingWire.PlacedChunk.parseFrom(bytes));
        return new PlacedChunk(read(wire.getCollective()), new Rank(wire.getFrom()), wire.getHop(), wire.getIndex(),
            wire.getOffset(), wire.getBytes());
    }

    static RingWire.OfferMemory write(OfferMemory offer) {
        return RingWire.OfferMemory.newBuilder()
            .setRun(offer.run().value())
            .setGeneration(offer.generation().number())
            .setFrom(offer.from().index())
            .setPath(offer.path())
            .setBytes(offer.bytes())
            .build();
    }

    static OfferMemory offerMemory(byte[] bytes) throws InvalidProtocolBufferException {
        RingWire.OfferMemory wire = WireRules.checked(RingWire.OfferMemory.parseFrom(bytes));
        return new OfferMemory(new RunId(wire.getRun()), new Generation(wire.getGeneration()), new Rank(wire.getFrom()),
            wire.getPath(), wire.getBytes());
    }

    static RingWire.MemoryOpened write(MemoryOpened opened) {
        return RingWire.MemoryOpened.newBuilder()
            .setRun(opened.run().value())
            .setGeneration(opened.generation().number())
            .setFrom(opened.from().index())
            .build();
    }

    static MemoryOpened memoryOpened(byte[] bytes) throws InvalidProtocolBufferException {
        RingWire.MemoryOpened wire = WireRules.checked(RingWire.MemoryOpened.parseFrom(bytes));
        return new MemoryOpened(new RunId(wire.getRun()), new Generation(wire.getGeneration()), new Rank(wire.getFrom()));
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
