package io.ringmaster.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is on the wire today is what every later version must read.
class GoldenBytesTest {

    static Stream<String> names() {
        return Examples.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aMessageIsWrittenAsItsGoldenBytes(String name) {
        assertThat(Frame.of(Examples.all().get(name)).text()).isEqualTo(Frame.golden(name).text());
    }

    @ParameterizedTest
    @MethodSource("names")
    void goldenBytesAreReadAsTheirMessage(String name) {
        assertThat(Contents.of(Frame.golden(name).decode())).isEqualTo(Contents.of(Examples.all().get(name)));
    }

    @Test
    void everyMessageVariantAndConstantHasGoldenBytes() {
        Set<Object> declared = MessageTypes.declared();

        assertThat(declared).hasSizeGreaterThan(40);
        assertThat(MessageTypes.held(Examples.all().values())).containsAll(declared);
    }

    @Test
    void everyManifestHasGoldenBytes() {
        assertThat(names().map(Frame::golden).map(Frame::manifest))
            .contains(Stream.of(ControlManifest.values()).map(ControlManifest::text).toArray(String[]::new))
            .contains(ChunkSerializer.CHUNK, ChunkSerializer.ACK, ChunkSerializer.PLACED, ChunkSerializer.OFFER,
                ChunkSerializer.OPENED);
    }
}
