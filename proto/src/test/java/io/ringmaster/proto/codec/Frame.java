package io.ringmaster.proto.codec;

import akka.actor.ExtendedActorSystem;
import akka.serialization.SerializerWithStringManifest;
import io.ringmaster.proto.RingMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// A message as Akka's transport carries it.
final class Frame {

    private static final ExtendedActorSystem SYSTEM = TestSystems.classic(TestSystems.shared());
    private static final ControlSerializer CONTROL = new ControlSerializer(SYSTEM);
    private static final ChunkSerializer CHUNK = new ChunkSerializer(SYSTEM);

    private final int serializer;
    private final String manifest;
    private final byte[] bytes;

    Frame(int serializer, String manifest, byte[] bytes) {
        this.serializer = serializer;
        this.manifest = manifest;
        this.bytes = bytes;
    }

    static Frame of(Object message) {
        SerializerWithStringManifest serializer = message instanceof RingMessage ? CHUNK : CONTROL;
        return new Frame(serializer.identifier(), serializer.manifest(message), serializer.toBinary(message));
    }

    /// The committed bytes of this name: a line with serializer and manifest, then hex.
    static Frame golden(String name) {
        try (InputStream in = Frame.class.getResourceAsStream("/golden/" + name + ".txt")) {
            if (in == null) {
                throw new AssertionError("no golden bytes: src/test/resources/golden/%s.txt is missing".formatted(name));
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            int end = text.indexOf('\n');
            String[] head = text.substring(0, end).split(" ", -1);
            String hex = text.substring(end).replace("\n", "");
            return new Frame(Integer.parseInt(head[0]), head[1], HexFormat.of().parseHex(hex));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String manifest() {
        return manifest;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /// The form of the golden files.
    String text() {
        String hex = HexFormat.of().formatHex(bytes);
        return serializer + " " + manifest + "\n" + hex.replaceAll("(.{96})(?=.)", "$1\n") + "\n";
    }

    Frame with(byte[] others) {
        return new Frame(serializer, manifest, others);
    }

    Object decode() {
        return switch (serializer) {
            case ControlSerializer.IDENTIFIER -> CONTROL.fromBinary(bytes, manifest);
            case ChunkSerializer.IDENTIFIER -> CHUNK.fromBinary(bytes, manifest);
            default -> throw new AssertionError("no serializer " + serializer);
        };
    }

    /// Messages from malformed bytes fail this way and in no other.
    boolean decodes() {
        try {
            decode();
            return true;
        } catch (MalformedMessageException e) {
            return false;
        }
    }
}
