package io.ringmaster.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import akka.serialization.JavaSerializer;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.wire.RingWire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class SerializationConfigTest {

    private static final int JAVA = 1;
    private static final int PROTOBUF = 2;

    private final Serialization serialization = SerializationExtension.get(TestSystems.classic(TestSystems.shared()));

    private record Intruder(String name) implements Serializable {}

    @Test
    void ourMessagesHaveOurSerializers() {
        for (Object message : Examples.all().values()) {
            Class<?> expected = message instanceof RingMessage ? ChunkSerializer.class : ControlSerializer.class;
            assertThat(serialization.findSerializerFor(message)).isInstanceOf(expected);
        }
    }

    @Test
    void identifiersAreThoseThatGoldenBytesName() throws NotSerializableException {
        assertThat(serialization.serializerFor(RingMessage.Chunk.class).identifier()).isEqualTo(932);
        assertThat(serialization.serializerFor(StatePart.class).identifier()).isEqualTo(931);
    }

    @Test
    void objectsThatJavaCouldSerializeAreRefused() {
        for (Object intruder : List.of(new Intruder("x"), new ArrayList<>(List.of(1)), RingWire.ChunkAck.getDefaultInstance())) {
            assertThat(serialization.serialize(intruder).failed().get()).isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void bytesThatJavaSerializedAreRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Intruder("x"));
        }

        assertThat(serialization.deserialize(bytes.toByteArray(), JAVA, "").isFailure()).isTrue();
    }

    @Test
    void protobufClassesAreNotFoundByName() {
        RingWire.CollectiveId wire = RingWire.CollectiveId.newBuilder().setRun("r").build();

        assertThat(serialization.deserialize(wire.toByteArray(), PROTOBUF, wire.getClass().getName()).isFailure()).isTrue();
    }

    @Test
    void theOnlySerializersAreAkkasAndOurs() {
        for (Serializer serializer : CollectionConverters.asJava(serialization.serializerByIdentity()).values()) {
            assertThat(serializer).isNotInstanceOf(JavaSerializer.class);
            assertThat(serializer.getClass().getName()).matches("(akka|io\\.ringmaster)\\..*");
        }
    }
}
