package io.ringmaster.proto.codec;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import java.util.Arrays;

/// Takes the place of [ControlSerializer] in a system that sends rubbish: a [Leave]'s reason says which.
final class SpoilingControlSerializer extends SerializerWithStringManifest {

    private final ControlSerializer sound;

    public SpoilingControlSerializer(ExtendedActorSystem system) {
        sound = new ControlSerializer(system);
    }

    @Override
    public int identifier() {
        return ControlSerializer.IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return message instanceof Leave leave && leave.reason().equals("manifest") ? "no-such" : sound.manifest(message);
    }

    @Override
    public byte[] toBinary(Object message) {
        byte[] bytes = sound.toBinary(message);
        return message instanceof Leave leave ? spoilt(leave.reason(), bytes) : bytes;
    }

    private static byte[] spoilt(String how, byte[] bytes) {
        return switch (how) {
            case "empty" -> new byte[0];
            case "cut" -> Arrays.copyOf(bytes, bytes.length / 2);
            case "noise" -> filled(1000, 0xff);
            case "nested" -> filled(200_000, 0x7b);
            case "oversized" -> filled(ControlSerializer.LIMIT_BYTES + 1, 0x0a);
            default -> bytes;
        };
    }

    private static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return sound.fromBinary(bytes, manifest);
    }
}
