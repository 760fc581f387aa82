package io.ringmaster.tensor.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextTest {

    @TempDir
    private Path folder;

    @Test
    void charactersAreNumberedInUnicodesOrder() {
        CharacterTokenizer tokenizer = CharacterTokenizer.of("b\u00e4a\uD83E\uDDF5b");
        assertThat(tokenizer.vocabularySize()).isEqualTo(4);
        assertThat(tokenizer.encode("ab\uD83E\uDDF5\u00e4")).containsExactly(0, 1, 3, 2);
        assertThat(tokenizer.decode(3, 0)).isEqualTo("\uD83E\uDDF5a");
        assertThatThrownBy(() -> tokenizer.encode("abc")).isInstanceOf(DataException.class)
            .hasMessageContaining("character 2 of the text is U+0063 \"c\", which the vocabulary of 4 characters lacks");
        assertThatThrownBy(() -> tokenizer.decode(0, 4)).isInstanceOf(DataException.class)
            .hasMessage("token 4 at place 1; with a vocabulary of 4 tokens are 0 to 3");
    }

    /// Known from OpenAI's own tokenizer.
    @Test
    void bytePairsAreOpenAis() {
        assertThat(BytePairTokenizer.gpt2().encode("Hello, world!")).containsExactly(15496, 11, 995, 0);
        assertThat(BytePairTokenizer.cl100k().encode("tiktoken is great!")).containsExactly(83, 1609, 5963, 374, 2294, 0);
        assertThat(BytePairTokenizer.gpt2().encode("<|endoftext|>")).hasSizeGreaterThan(1);
        assertThat(BytePairTokenizer.gpt2().decode(15496, 11, 995)).isEqualTo("Hello, world");
        assertThatThrownBy(() -> BytePairTokenizer.gpt2().decode(50_257)).isInstanceOf(DataException.class);
    }

    @Property(tries = 200)
    void whatIsEncodedDecodesToItself(@ForAll @StringLength(max = 60) String any) {
        String text = any.codePoints().filter(each -> each < 0xD800 || each > 0xDFFF)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
        assertThat(CharacterTokenizer.of(text).decode(CharacterTokenizer.of(text).encode(text))).isEqualTo(text);
        int[] tokens = BytePairs.GPT2.encode(text);
        assertThat(BytePairs.GPT2.decode(tokens)).isEqualTo(text);
        assertThat(Arrays.stream(tokens)).allMatch(token -> token >= 0 && token < BytePairs.GPT2.vocabularySize());
    }

    @Test
    void windowsAreShiftedByOne() {
        TokenWindows windows = TokenWindows.of(CharacterTokenizer.of("abcdefgh"), "abcdefgh", 3);
        assertThat(windows.size()).isEqualTo(2);
        assertThat(windows.features()).isEqualTo(TensorType.int64(3));
        assertThat(windows.classes()).isEqualTo(8);
        assertThat(features(windows, 1)).containsExactly(3, 4, 5);
        assertThat(targets(windows, 1)).containsExactly(4, 5, 6);
        assertThatThrownBy(() -> features(windows, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Property(tries = 100)
    void everyWindowThatFitsIsThere(
        @ForAll @IntRange(min = 2, max = 60) int length, @ForAll @IntRange(min = 1, max = 10) int context,
        @ForAll @IntRange(min = 1, max = 12) int stride) {
        String text = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl".substring(0, length);
        if (length <= context) {
            assertThatThrownBy(() -> TokenWindows.of(CharacterTokenizer.of(text), text, context, stride))
                .isInstanceOf(DataException.class).hasMessageContaining("each needs one token more");
            return;
        }
        TokenWindows windows = TokenWindows.of(CharacterTokenizer.of(text), text, context, stride);
        int fitting = 0;
        while (fitting * stride + context + 1 <= length) {
            fitting++;
        }
        assertThat(windows.size()).isEqualTo(fitting);
        long last = windows.size() - 1;
        assertThat(CharacterTokenizer.of(text).decode(toInts(targets(windows, last))))
            .isEqualTo(text.substring((int) last * stride + 1, (int) last * stride + 1 + context));
    }

    @Test
    void theFingerprintNoticesTextContextAndStride() {
        CharacterTokenizer tokenizer = CharacterTokenizer.of("abcdef");
        String before = TokenWindows.of(tokenizer, "abcdef", 2).fingerprint();
        assertThat(TokenWindows.of(tokenizer, "abcdef", 2).fingerprint()).isEqualTo(before);
        assertThat(TokenWindows.of(tokenizer, "abcdee", 2).fingerprint()).isNotEqualTo(before);
        assertThat(TokenWindows.of(tokenizer, "abcdef", 3).fingerprint()).isNotEqualTo(before);
        assertThat(TokenWindows.of(tokenizer, "abcdef", 2, 1).fingerprint()).isNotEqualTo(before);
    }

    @Test
    void filesThatAreNoTextAreNamed() throws IOException {
        Path file = folder.resolve("text");
        Files.write(file, new byte[] {'a', 'b', (byte) 0xE9, 'c'});
        assertThatThrownBy(() -> TextFile.read(file)).isInstanceOf(DataException.class)
            .hasMessage(file + " is not UTF-8 at byte 2; save it so");
        Files.write(file, new byte[] {'a', (byte) 0xC3});
        assertThatThrownBy(() -> TextFile.read(file)).isInstanceOf(DataException.class).hasMessageContaining("at byte 1");
        Files.write(file, new byte[0]);
        assertThatThrownBy(() -> TextFile.read(file)).isInstanceOf(DataException.class).hasMessageContaining("has 0 bytes");
        Files.delete(file);
        assertThatThrownBy(() -> TextFile.read(file)).isInstanceOf(DataException.class).hasMessageContaining("can't be read");
        assertThat(TextFile.read(Files.writeString(file, "h\u00e9llo"))).isEqualTo("h\u00e9llo");
    }

    /// Figures that everybody knows who has trained on it: 1,115,394 characters, 65 of them different.
    @Test
    void readsTinyShakespeare() {
        Path file = Path.of(System.getenv().getOrDefault("RINGMASTER_DATA", "../../shared/data"))
            .resolve("tinyshakespeare/input.txt");
        Assumptions.assumeTrue(Files.exists(file),
            () -> "SKIPPED the reading of Tiny Shakespeare: no file " + file.toAbsolutePath());
        String text = TextFile.read(file);
        assertThat(CharacterTokenizer.of(text).vocabularySize()).isEqualTo(65);
        TokenWindows windows = TokenWindows.of(CharacterTokenizer.of(text), text, 256);
        assertThat(windows.size()).isEqualTo(1_115_393 / 256);
        assertThat(CharacterTokenizer.of(text).decode(toInts(features(windows, 0)))).startsWith("First Citizen:\nBefore we");
    }

    private static final class BytePairs {

        private static final BytePairTokenizer GPT2 = BytePairTokenizer.gpt2();
    }

    private static long[] features(TokenWindows windows, long index) {
        MemorySegment row = MemorySegment.ofArray(new long[(int) windows.features().elements()]);
        windows.readFeatures(index, row, 0);
        return row.toArray(ValueLayout.JAVA_LONG);
    }

    private static long[] targets(TokenWindows windows, long index) {
        MemorySegment row = MemorySegment.ofArray(new long[(int) windows.target().elements()]);
        windows.readTarget(index, row, 0);
        return row.toArray(ValueLayout.JAVA_LONG);
    }

    private static int[] toInts(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }
}
