package io.ringmaster.tensor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What a safetensors file may try, and what it gets for it.
final class HostileFileTest {

    private static final byte[] VALID = States.encode(List.of(
            States.floats("0.weight", 1, 2, 3), States.random("n", DType.INT64, Shape.of(1, 2), 3),
            States.random("empty", DType.FLOAT64, Shape.of(0, 4), 3)), Map.of("format", "pt", "step", "12"));

    static List<Arguments> headers() {
        String a = "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}";
        return List.of(
                header("", 0, "does not start with '{'"),
                header(" {}", 0, "does not start with '{'"),
                header("[]", 0, "does not start with '{'"),
                header("{", 0, "is not the JSON it must be"),
                header("{}{}", 0, "something follows the JSON object"),
                header("{} x", 0, "is not the JSON it must be"),
                header("{'a'}", 0, "is not the JSON it must be"),
                header("{'a':1}", 0, "'a' is a JSON VALUE_NUMBER_INT; it must be an object of dtype"),
                header("{'a':null}", 0, "'a' is a JSON VALUE_NULL"),
                header("{'a':{}}", 0, "lacks one of dtype, shape and data_offsets"),
                header("{'a':{'dtype':'F32','shape':[0]}}", 0, "lacks one of"),
                header("{'a':{'x':1}}", 0, "has the field 'x'"),
                header("{'a':{'dtype':null}}", 0, "'a.dtype' is a JSON VALUE_NULL"),
                header("{'a':{'dtype':'F33'}}", 0, "has the dtype F33; those read here are BOOL, U8, I32, I64, BF16, F32, F64, F16"),
                header("{'a':{'dtype':'F8_E4M3'}}", 0, "has the dtype F8_E4M3"),
                header("{'a':{'dtype':'F16','shape':[3],'data_offsets':[0,12]}}", 12, "is not what float16 of [3] takes"),
                header("{'a':{'dtype':'F16','shape':[4611686018427387904],'data_offsets':[0,0]}}", 0, "is not what float16"),
                header("{'a':{'dtype':'F32','dtype':'F32'}}", 0, "has the field dtype twice"),
                header("{'a':{'shape':3}}", 0, "'a.shape' is a JSON VALUE_NUMBER_INT"),
                header("{'a':{'shape':[1.5]}}", 0, "must be an array of whole numbers"),
                header("{'a':{'shape':[-1]}}", 0, "'a.shape' holds -1"),
                header("{'a':{'shape':[9223372036854775808]}}", 0, "is not the JSON it must be"),
                header("{'a':{'shape':[" + "1".repeat(5000) + "]}}", 0, "is not the JSON it must be"),
                header("{'a':{'shape':[" + "1,".repeat(64) + "1]}}", 0, "has more than 64 numbers"),
                header("{'a':{'shape':[[1]]}}", 0, "'a.shape' is a JSON START_ARRAY"),
                header("{'a':{'data_offsets':[0]}}", 0, "has 1 data_offsets"),
                header("{'a':{'data_offsets':[0,1,2]}}", 0, "has more than 2 numbers"),
                header("{'a':" + "[".repeat(100_000), 0, "'a' is a JSON START_ARRAY"),
                header("{'" + "a".repeat(70_000) + "':{}}", 0, "is not the JSON it must be"),
                header("{'\\ud800':{}}", 0, "is not the JSON it must be"),
                header("{'\\udc00':{}}", 0, "is not the JSON it must be"),
                header("{'__metadata__':{'a':'\\udc00'}}", 0, "half a surrogate pair"),
                header("{'a\\nb':1}", 0, "'a?b' is a JSON"),
                header("{'" + "a".repeat(60_000) + "':1}", 0, "a...' is a JSON"),
                header("{'__metadata__':1}", 0, "must be an object of texts"),
                header("{'__metadata__':{'a':1}}", 0, "'__metadata__.a' is a JSON VALUE_NUMBER_INT; it must be a text"),
                header("{'__metadata__':{'a':'','a':''}}", 0, "has the key 'a' twice"),
                header("{'__metadata__':{},'__metadata__':{}}", 0, "__metadata__ stands twice"),
                header(a + ",'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}", 8, "'a' stands twice"),
                header(a + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}", 4, "'b' begins at 0 where 4 was due"),
                header(a + ",'b':{'dtype':'F32','shape':[1],'data_offsets':[8,12]}}", 12, "'b' begins at 8 where 4"),
                header(a + "}", 3, "the tensors take 4 bytes, the file has 3 after its header"),
                header(a + "}", 5, "the tensors take 4 bytes, the file has 5 after its header"),
                header("{}", 1, "the tensors take 0 bytes, the file has 1"),
                header("{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}}", 4, "is not what float32 of [2] takes"),
                header("{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}}", 4, "begins at 4 where 0 was due"),
                header("{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,0]}}", 0, "is not what"),
                header("{'a':{'dtype':'I64','shape':[4611686018427387904],'data_offsets':[0,0]}}", 0, "is not what"),
                header("{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,9223372036854775807]}}", 4, "is not what"));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void rejectsBrokenHeaders(String header, int dataBytes, String message) {
        byte[] text = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        assertRejected(file(text.length, text, dataBytes), message);
    }

    @Test
    void rejectsBrokenLengths() {
        byte[] text = "{}".getBytes(StandardCharsets.UTF_8);
        assertRejected(new byte[7], "has 7 bytes; a safetensors file has 8 and more");
        assertRejected(file(3, text, 0), "is cut short: the header takes 3 bytes after the first 8, the file has 10");
        assertRejected(file(100_000_001, text, 0), "the header's length is 100000001; at most 100000000 is read");
        assertRejected(file(-1, text, 0), "the header's length is 18446744073709551615");
        assertRejected(file(Long.MIN_VALUE, text, 0), "the header's length is 9223372036854775808");
    }

    @Test
    void rejectsTextThatIsNotUtf8() {
        byte[] text = {'{', '"', (byte) 0xFF, '"', ':', '{', '}', '}'};
        assertRejected(file(text.length, text, 0), "the header is not UTF-8");
        byte[] wide = "{}".getBytes(StandardCharsets.UTF_16LE);
        assertRejected(file(wide.length, wide, 0), "is not the JSON it must be");
    }

    @Test
    void acceptsAnyOrderAndSpaces() {
        String header = " 'b':{'shape':[1],'data_offsets':[4,8],'dtype':'I32'},'a':{'dtype':'F32','shape':[1,1],"
                + "'data_offsets':[0,4]},'__metadata__':{}}  \n";
        byte[] text = ("{" + header).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        try (SafetensorsFile file = SafetensorsFile.of("file", MemorySegment.ofArray(file(text.length, text, 8)))) {
            assertThat(file.names()).containsExactly("b", "a");
            assertThat(file.get("a").shape()).isEqualTo(Shape.of(1, 1));
        }
    }

    @Test
    void namesFilesItCannotRead(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("a.safetensors");
        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(StateFileException.class)
                .hasMessage(path + " does not exist; name a safetensors file");
        assertThatThrownBy(() -> SafetensorsFile.open(folder))
                .isInstanceOf(StateFileException.class)
                .hasMessageStartingWith(folder + " can't be read");
        Files.write(path, new byte[0]);
        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(StateFileException.class)
                .hasMessageStartingWith(path + " has 0 bytes");
    }

    /// Whatever happens to a file, it is read in full or refused with the one exception made for it.
    @Property(tries = 5000)
    void survivesMutation(@ForAll long seed) {
        byte[] mutated = mutate(VALID, new Random(seed));
        try (SafetensorsFile file = SafetensorsFile.of("file", MemorySegment.ofArray(mutated))) {
            StateDigest.of(file.tensors());
            byte[] again = States.encode(file.tensors(), file.metadata());
            try (SafetensorsFile copy = SafetensorsFile.of("copy", MemorySegment.ofArray(again))) {
                assertThat(StateDigest.of(copy.tensors())).isEqualTo(StateDigest.of(file.tensors()));
                assertThat(copy.metadata()).isEqualTo(file.metadata());
            }
        } catch (StateFileException e) {
            assertThat(e).hasMessageStartingWith("file");
        }
    }

    private static byte[] mutate(byte[] valid, Random random) {
        byte[] mutated = valid.clone();
        for (int count = random.nextInt(4); count >= 0 && mutated.length > 0; count--) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(6)) {
                case 0 -> mutated[at] = (byte) random.nextInt();
                case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> mutated[at] = (byte) "{}[]\":,0129 -e.".charAt(random.nextInt(15));
                case 3 -> mutated = Arrays.copyOf(mutated, at);
                case 4 -> mutated = Arrays.copyOf(mutated, mutated.length + random.nextInt(20));
                default -> System.arraycopy(valid, random.nextInt(valid.length / 2), mutated, at,
                        Math.min(mutated.length - at, random.nextInt(valid.length / 2)));
            }
        }
        return mutated;
    }

    private static void assertRejected(byte[] file, String message) {
        assertThatThrownBy(() -> SafetensorsFile.of("the file", MemorySegment.ofArray(file)))
                .isInstanceOf(StateFileException.class)
                .hasMessageStartingWith("the file")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n")
                .message().hasSizeLessThan(1000);
    }

    private static Arguments header(String text, int dataBytes, String message) {
        return Arguments.of(text, dataBytes, message);
    }

    private static byte[] file(long length, byte[] text, int dataBytes) {
        return ByteBuffer.allocate(8 + text.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text)
                .array();
    }
}
