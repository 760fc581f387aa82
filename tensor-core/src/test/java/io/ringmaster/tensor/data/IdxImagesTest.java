package io.ringmaster.tensor.data;

import static io.ringmaster.tensor.data.IdxImages.Part.TEST;
import static io.ringmaster.tensor.data.IdxImages.Part.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class IdxImagesTest {

    private static final byte[] IMAGES = idx(0x803, new int[] {2, 1, 3}, 0, 51, 102, 153, 204, 255);
    private static final byte[] LABELS = idx(0x801, new int[] {2}, 7, 9);

    @TempDir
    private Path folder;

    private Path images;
    private Path labels;

    @BeforeEach
    void writeAPair() throws IOException {
        images = Files.write(folder.resolve("t10k-images-idx3-ubyte"), IMAGES);
        labels = Files.write(folder.resolve("t10k-labels-idx1-ubyte"), LABELS);
    }

    @Test
    void readsAPlainPair() {
        Dataset dataset = read();
        assertThat(dataset.size()).isEqualTo(2);
        assertThat(dataset.features()).isEqualTo(TensorType.float32(1, 1, 3));
        assertThat(dataset.classes()).isEqualTo(10);
        assertThat(Samples.features(dataset, 1)).containsExactly(.6f, .8f, 1);
        assertThat(dataset.label(0)).isEqualTo(7);
        assertThat(dataset.label(1)).isEqualTo(9);
    }

    @Test
    void normalises() {
        Dataset dataset = IdxImages.read(images, labels, 10, new Normalization(.5f, .25f));
        assertThat(Samples.features(dataset, 1)[2]).isEqualTo(2);
        assertThat(dataset.fingerprint()).isNotEqualTo(read().fingerprint());
    }

    @Test
    void readsGzipByContentWhateverTheName() throws IOException {
        String plain = read().fingerprint();
        Files.write(images, gzip(IMAGES));
        assertThat(read().fingerprint()).isEqualTo(plain);
    }

    @Test
    void fingerprintNoticesOnePixelAndOneLabel() throws IOException {
        String before = read().fingerprint();
        Files.write(labels, idx(0x801, new int[] {2}, 7, 8));
        assertThat(read().fingerprint()).isNotEqualTo(before);
        Files.write(labels, LABELS);
        Files.write(images, idx(0x803, new int[] {2, 1, 3}, 0, 51, 102, 153, 204, 254));
        assertThat(read().fingerprint()).isNotEqualTo(before);
    }

    @Test
    void findsPartsByName() throws IOException {
        assertThat(IdxImages.has(folder, TEST)).isTrue();
        assertThat(IdxImages.has(folder, TRAIN)).isFalse();
        Files.write(folder.resolve("train-images.idx3-ubyte.gz"), gzip(IMAGES));
        Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), gzip(LABELS));
        assertThat(IdxImages.has(folder, TRAIN)).isTrue();
        assertThat(IdxImages.inFolder(folder, TRAIN, 10, Normalization.NONE).fingerprint())
                .isEqualTo(read().fingerprint());
    }

    @Test
    void namesWhatIsMissing() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> IdxImages.inFolder(nowhere, TEST, 10, Normalization.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the data folder " + nowhere + " does not exist");
        assertThatThrownBy(() -> IdxImages.has(images, TEST))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is not a folder");
        assertThatThrownBy(() -> IdxImages.inFolder(folder, TRAIN, 10, Normalization.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no images; looked for train-images-idx3-ubyte.gz, train-images-idx3-ubyte, ");
        Files.delete(labels);
        assertThatThrownBy(() -> IdxImages.inFolder(folder, TEST, 10, Normalization.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has no labels; looked for t10k-labels-idx1-ubyte.gz");
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageContaining(labels + " can't be read");
    }

    static List<Arguments> brokenImages() {
        byte[] zipped = gzip(IMAGES);
        byte[] wrongSum = zipped.clone();
        wrongSum[zipped.length - 8] ^= 1;
        return List.of(
                Arguments.of(new byte[0], "is cut short within its header: 0 bytes where 4 are needed"),
                Arguments.of(Arrays.copyOf(IMAGES, 9), "is cut short within its header: 5 bytes where 12 are needed"),
                Arguments.of(Arrays.copyOf(IMAGES, 20), "its header [2, 1, 3] promises 6 bytes of values, it holds 4"),
                Arguments.of(Arrays.copyOf(IMAGES, 23), "goes on after the 6 bytes of values"),
                Arguments.of("%PDF-1.7".getBytes(StandardCharsets.US_ASCII), "starts with the bytes 25 50 44 46; an IDX file starts with 00 00"),
                Arguments.of(idx(0xD03, new int[] {1, 1, 1}, 0, 0, 0, 0), "holds values of IDX type 0x0D"),
                Arguments.of(LABELS, "has 1 dims where 3 are needed"),
                Arguments.of(idx(0x803, new int[] {2, 0, 3}), "has the dims [2, 0, 3] in its header; each must be 1"),
                Arguments.of(idx(0x803, new int[] {-1, 1, 3}), "has the dims [4294967295, 1, 3] in its header; each"),
                Arguments.of(idx(0x803, new int[] {1 << 30, 1, 2}), "more than the 1073741824 bytes"),
                Arguments.of(idx(0x803, new int[] {1 << 30, 1 << 30, 1 << 30}), "more than the 1073741824 bytes"),
                Arguments.of(idx(0x803, new int[] {1 << 30, 1, 1}, 5), "promises 1073741824 bytes of values, it holds 1"),
                Arguments.of(idx(0x803, new int[] {3, 1, 2}, 0, 0, 0, 0, 0, 0), "holds 3 images but"),
                Arguments.of(Arrays.copyOf(zipped, 5), "is cut short within its gzip header"),
                Arguments.of(Arrays.copyOf(zipped, zipped.length - 12), "is cut short"),
                Arguments.of(wrongSum, "is a damaged gzip file"));
    }

    @ParameterizedTest
    @MethodSource("brokenImages")
    void namesFileAndRuleOfABrokenFile(byte[] content, String message) throws IOException {
        Files.write(images, content);
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(images.toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void rejectsLabelsThatAreNoClass() throws IOException {
        Files.write(labels, idx(0x801, new int[] {2}, 7, 10));
        assertThatThrownBy(this::read)
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(labels + " has the label 10 at index 1; with 10 classes labels are 0 to 9");
        assertThatThrownBy(() -> IdxImages.read(images, labels, 257, Normalization.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("257 classes");
    }

    @Test
    void rejectsNormalizationsThatDivideByNothing() {
        assertThatThrownBy(() -> new Normalization(0, 0)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new Normalization(0, Float.NaN)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new Normalization(Float.POSITIVE_INFINITY, 1)).isInstanceOf(DataException.class);
    }

    /// Figures of the real test set, known from everywhere it is used.
    @Test
    void readsTheRealMnist() {
        Path mnist = Path.of(System.getenv().getOrDefault("RINGMASTER_DATA", "../../shared/data")).resolve("mnist-10k");
        Assumptions.assumeTrue(Files.isDirectory(mnist), () -> "SKIPPED the reading of real MNIST files: no folder "
                + mnist.toAbsolutePath() + "; put t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz there");
        Dataset dataset = IdxImages.inFolder(mnist, TEST, 10, Normalization.NONE);
        double sum = 0;
        for (int index = 0; index < dataset.size(); index++) {
            for (float value : Samples.features(dataset, index)) {
                sum += value;
            }
        }
        assertThat(dataset.size()).isEqualTo(10_000);
        assertThat(dataset.features()).isEqualTo(TensorType.float32(1, 28, 28));
        assertThat(new long[] {dataset.label(0), dataset.label(1), dataset.label(2)}).containsExactly(7, 2, 1);
        assertThat(sum / 10_000 / 784).isBetween(.1325, .1326);
    }

    private Dataset read() {
        return IdxImages.read(images, labels, 10, Normalization.NONE);
    }

    private static byte[] idx(int magic, int[] dims, int... values) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dims.length + values.length).putInt(magic);
        for (int dim : dims) {
            file.putInt(dim);
        }
        for (int value : values) {
            file.put((byte) value);
        }
        return file.array();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return zipped.toByteArray();
    }
}
