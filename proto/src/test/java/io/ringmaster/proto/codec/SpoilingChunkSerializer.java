package io.ringmaster.proto.codec;

import akka.actor.ExtendedActorSystem;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.SerializerWithStringManifest;
import io.ringmaster.proto.RingMessage.Chunk;
import java.nio.ByteBuffer;

/// Takes the place of [ChunkSerializer] in a system that sends rubbish: chunks of an odd index lose a bit on their way.
final class SpoilingChunkSerializer extends SerializerWithStringManifest implements ByteBufferSerializer {

    private final ChunkSerializer sound;

    public SpoilingChunkSerializer(ExtendedActorSystem system) {
        sound = new ChunkSerializer(system);
    }

    @Override
    public int identifier() {
        return ChunkSerializer.IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return sound.manifest(message);
    }

    @Override
    public void toBinary(Object message, ByteBuffer buffer) {
        sound.toBinary(message, buffer);
        if (message instanceof Chunk chunk && chunk.index() % 2 == 1) {
            int last = buffer.position() - 1;
            buffer.put(last, (byte) (buffer.get(last) ^ 0x10));
        }
    }

    @Override
    public byte[] toBinary(Object message) {
        return sound.toBinary(message);
    }

    @Override
    public Object fromBinary(ByteBuffer buffer, String manifest) {
        return sound.fromBinary(buffer, manifest);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return sound.fromBinary(bytes, manifest);
    }
}
