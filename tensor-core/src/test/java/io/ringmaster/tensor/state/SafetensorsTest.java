package io.ringmaster.tensor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsTest {

    /// Worked out by hand from the format's description.
    @Test
    void writesTheBytesOfTheFormat() {
        String header = """
                {"__metadata__":{"format":"pt"},"b":{"dtype":"I64","shape":[],"data_offsets":[0,8]},\
                "a":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}""";
        int padded = 144;
        assertThat(header).hasSize(140);
        ByteBuffer expected = ByteBuffer.allocate(8 + padded + 16).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put("    ".getBytes(StandardCharsets.US_ASCII))
                .putLong(-2)
                .putInt(0x3F800000)
                .putInt(0xC0000000);

        List<StoredTensor> tensors = List.of(
                new StoredTensor("a", DType.FLOAT32, Shape.of(2, 1), MemorySegment.ofArray(new float[] {1, -2})),
                new StoredTensor("b", DType.INT64, Shape.SCALAR, MemorySegment.ofArray(new long[] {-2})));
        assertThat(States.encode(tensors, Map.of("format", "pt"))).isEqualTo(expected.array());
        assertThat(Safetensors.encodedBytes(tensors, Map.of("format", "pt"))).isEqualTo(expected.capacity());
    }

    @Test
    void ordersWideElementsFirstThenByName() {
        List<StoredTensor> tensors = Stream.of(DType.values())
                .flatMap(dtype -> Stream.of("z", "a").map(name -> States.random(name + dtype, dtype, Shape.of(1), 1)))
                .toList();
        SafetensorsFile file = SafetensorsFile.of("memory", segment(States.encode(tensors, Map.of())));
        assertThat(file.names()).containsExactly("aint64", "zint64", "afloat64", "zfloat64", "afloat32", "zfloat32",
                "aint32", "zint32", "abfloat16", "zbfloat16", "auint8", "zuint8", "abool", "zbool");
    }

    @Property(tries = 200)
    void readsWhatItWrote(@ForAll("states") List<StoredTensor> tensors, @ForAll Map<String, Boolean> notes) {
        Map<String, String> metadata = new HashMap<>();
        notes.forEach((key, value) -> metadata.put(clean(key), value + "\u00e9\"\\\n"));
        byte[] bytes = States.encode(tensors, metadata);
        assertThat(bytes).hasSize(Math.toIntExact(Safetensors.encodedBytes(tensors, metadata)));
        assertThat(States.encode(tensors.reversed(), metadata)).isEqualTo(bytes);
        try (SafetensorsFile file = SafetensorsFile.of("memory", segment(bytes))) {
            assertThat(file.metadata()).isEqualTo(metadata);
            assertThat(file.names()).hasSameSizeAs(tensors);
            tensors.forEach(tensor -> assertSame(file.get(tensor.name()), tensor));
            assertThat(StateDigest.of(file.tensors())).isEqualTo(StateDigest.of(tensors));
        }
        assertThat(independentlyRead(bytes)).isEqualTo(contents(tensors));
    }

    @Provide
    Arbitrary<List<StoredTensor>> states() {
        Arbitrary<Shape> shapes = Arbitraries.longs().between(0, 5).array(long[].class).ofMaxSize(4).map(Shape::of);
        Arbitrary<String> names = Arbitraries.strings().ofMaxLength(12).map(SafetensorsTest::clean);
        return Combinators.combine(names, Arbitraries.of(DType.values()), shapes, Arbitraries.longs())
                .as(States::random).list().ofMaxSize(6).uniqueElements(StoredTensor::name);
    }

    /// 1, -2, the least above 0, the largest, infinity; by the bits that IEEE 754 gives them.
    @Test
    void readsHalvesAsFloats() {
        String header = "{\"h\":{\"dtype\":\"F16\",\"shape\":[5],\"data_offsets\":[0,10]}}";
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 10).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (int bits : new int[] {0x3C00, 0xC000, 0x0001, 0x7BFF, 0x7C00}) {
            file.putShort((short) bits);
        }
        try (SafetensorsFile opened = SafetensorsFile.of("memory", segment(file.array())); Scope _ = Scope.open()) {
            assertThat(opened.get("h").dtype()).isEqualTo(DType.FLOAT32);
            assertThat(opened.get("h").toTensor().toFloatArray())
                    .containsExactly(1, -2, (float) Math.pow(2, -24), 65504, Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void tensorsGoThroughAFileInEveryDtype(@TempDir Path folder) {
        try (Scope _ = Scope.open()) {
            List<Tensor> tensors = Stream.of(DType.values()).map(dtype -> Tensor.of(0, 1, 0, 1, 1).to(dtype)).toList();
            Safetensors.write(folder.resolve("all"), tensors.stream()
                    .map(tensor -> StoredTensor.of(tensor.dtype().toString(), tensor)).toList(), Map.of());
            try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("all"))) {
                for (Tensor tensor : tensors) {
                    Tensor found = file.get(tensor.dtype().toString()).toTensor();
                    assertThat(found.dtype()).isEqualTo(tensor.dtype());
                    assertThat(found.toDoubleArray()).containsExactly(tensor.toDoubleArray());
                }
            }
            StoredTensor truths = new StoredTensor("t", DType.BOOL, Shape.of(3), MemorySegment.ofArray(new byte[] {0, 7, -1}));
            assertThat(truths.toTensor().toBooleanArray()).containsExactly(false, true, true);
        }
    }

    @Test
    void replacesAFileWhole(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(path, List.of(States.floats("old", 1, 2, 3)), Map.of());
        List<StoredTensor> tensors = List.of(States.floats("new", 4, 5));
        Safetensors.write(path, tensors, Map.of("step", "7"));
        assertThat(Files.readAllBytes(path)).isEqualTo(States.encode(tensors, Map.of("step", "7")));
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertSame(file.get("new"), tensors.getFirst());
            assertThat(file.metadata()).containsExactly(Map.entry("step", "7"));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void leavesTheOldFileAndNoOtherWhereWritingFails(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(path, List.of(States.floats("old", 1)), Map.of());
        byte[] before = Files.readAllBytes(path);
        StoredTensor freed;
        try (Arena arena = Arena.ofConfined()) {
            freed = new StoredTensor("freed", DType.FLOAT32, Shape.of(4), arena.allocate(16));
        }
        assertThatThrownBy(() -> Safetensors.write(path, List.of(freed), Map.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void writesMoreThanItsCopyHolds(@TempDir Path folder) {
        StoredTensor large = States.random("large", DType.INT32, Shape.of(3, 300_001), 5);
        Safetensors.write(folder.resolve("large"), List.of(large), Map.of());
        try (SafetensorsFile file = SafetensorsFile.open(folder.resolve("large"))) {
            assertSame(file.get("large"), large);
        }
    }

    @Test
    void forgetsItsMemoryWhenClosed(@TempDir Path folder) {
        Safetensors.write(folder.resolve("a"), List.of(States.floats("x", 1)), Map.of());
        SafetensorsFile file = SafetensorsFile.open(folder.resolve("a"));
        StoredTensor tensor = file.get("x");
        assertThat(tensor.data().isReadOnly()).isTrue();
        file.close();
        file.close();
        assertThatThrownBy(() -> tensor.data().get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysWhereItCannotWriteOrFind(@TempDir Path folder) {
        List<StoredTensor> tensors = List.of(States.floats("x", 1));
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> Safetensors.write(nowhere.resolve("a"), tensors, Map.of()))
                .isInstanceOf(StateFileException.class)
                .hasMessageContaining("the folder " + nowhere + " does not exist; create it");
        assertThatThrownBy(() -> Safetensors.write(folder, tensors, Map.of()))
                .isInstanceOf(StateFileException.class)
                .hasMessageContaining("is a folder");
        assertThatThrownBy(() -> Safetensors.encodedBytes(List.of(tensors.getFirst(), tensors.getFirst()), Map.of()))
                .hasMessageContaining("two tensors named 'x'");
        assertThatThrownBy(() -> Safetensors.encodedBytes(tensors, Map.of("\ud800", "")))
                .hasMessageContaining("half a surrogate pair");
        try (SafetensorsFile file = SafetensorsFile.of("memory", segment(States.encode(tensors, Map.of())))) {
            assertThatThrownBy(() -> file.get("y"))
                    .isInstanceOf(StateFileException.class)
                    .hasMessage("memory has no tensor 'y'; it has x");
        }
    }

    private static void assertSame(StoredTensor found, StoredTensor expected) {
        assertThat(found.name()).isEqualTo(expected.name());
        assertThat(found.dtype()).isEqualTo(expected.dtype());
        assertThat(found.shape()).isEqualTo(expected.shape());
        assertThat(found.data().mismatch(expected.data())).isEqualTo(-1);
    }

    /// Any text that may name a tensor: no half surrogate pairs, not the reserved word.
    private static String clean(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static MemorySegment segment(byte[] bytes) {
        return MemorySegment.ofArray(bytes);
    }

    private static List<String> contents(List<StoredTensor> tensors) {
        return tensors.stream()
                .map(tensor -> content(tensor.name(), tensor.dtype().stored(), tensor.shape().toString(),
                        tensor.data().toArray(ValueLayout.JAVA_BYTE)))
                .sorted().toList();
    }

    /// Reads a file as the format's description says and no more, with none of the code under test.
    private static List<String> independentlyRead(byte[] file) {
        try {
            int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertThat(length % 8).isZero();
            JsonNode header = new ObjectMapper().readTree(file, 8, length);
            List<String> contents = new ArrayList<>();
            for (Map.Entry<String, JsonNode> tensor : header.properties()) {
                if (!tensor.getKey().equals("__metadata__")) {
                    JsonNode shape = tensor.getValue().get("shape");
                    JsonNode offsets = tensor.getValue().get("data_offsets");
                    contents.add(content(tensor.getKey(), tensor.getValue().get("dtype").asText(),
                            IntStream.range(0, shape.size()).mapToObj(n -> shape.get(n).asInt()).toList().toString(),
                            Arrays.copyOfRange(file, 8 + length + offsets.get(0).asInt(),
                                    8 + length + offsets.get(1).asInt())));
                }
            }
            return contents.stream().sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String content(String name, String dtype, String shape, byte[] data) {
        return name + " " + dtype + " " + shape + " " + Arrays.toString(data);
    }
}
