package io.ringmaster.tensor.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Samples;
import io.ringmaster.tensor.data.TensorType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ImageFolderTest {

    private static final ImageFormat COLOUR = new ImageFormat(3, 2, 2, ImageFormat.Fit.STRETCH);
    private static final ImageFormat GREY = new ImageFormat(1, 2, 2, ImageFormat.Fit.STRETCH);

    @TempDir
    private Path folder;

    @Test
    void classesAndSamplesAreInTheOrderOfTheirNames() throws IOException {
        write("dog/b.png", rgb(2, 2, 0x0000FF));
        write("dog/a.PNG", rgb(2, 2, 0x00FF00));
        write("cat/9.png", rgb(2, 2, 0xFF0000));
        write("cat/10.png", rgb(2, 2, 0xFFFFFF));
        Files.writeString(folder.resolve("dog/notes.txt"), "no image");
        Files.writeString(folder.resolve("readme.md"), "no class");
        Files.createDirectory(folder.resolve(".cache"));
        ImageFolder images = ImageFolder.open(folder, COLOUR);
        assertThat(images.classNames()).containsExactly("cat", "dog");
        assertThat(images.size()).isEqualTo(4);
        assertThat(Samples.labels(images, 0, 1, 2, 3)).containsExactly(0, 0, 1, 1);
        assertThat(images.features()).isEqualTo(TensorType.float32(3, 2, 2));
        assertThat(Samples.features(images, 0)).containsOnly(1);                                      // 10 comes before 9
        assertThat(Samples.features(images, 1)).containsExactly(1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(Samples.features(images, 2)).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0);
    }

    @Test
    void greyLevelsAreAsTheyAreStored() throws IOException {
        BufferedImage grey = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setPixels(0, 0, 2, 2, new int[] {0, 128, 64, 255});
        write("a/1.png", grey);
        BufferedImage deep = new BufferedImage(2, 2, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setPixels(0, 0, 2, 2, new int[] {0, 128 * 257, 64 * 257, 65535});
        write("a/2.png", deep);
        write("a/3.png", rgb(2, 2, 0x808080));
        ImageFolder images = ImageFolder.open(folder, GREY);
        assertThat(Samples.features(images, 0)).containsExactly(0, 128 / 255f, 64 / 255f, 1);
        assertThat(Samples.features(images, 1)).containsExactly(0, 128 / 255f, 64 / 255f, 1);
        assertThat(Samples.features(images, 2)).containsOnly(128 / 255f);
        assertThat(Samples.features(ImageFolder.open(folder, COLOUR), 0)).containsExactly(
            0, 128 / 255f, 64 / 255f, 1, 0, 128 / 255f, 64 / 255f, 1, 0, 128 / 255f, 64 / 255f, 1);
    }

    /// A file of PIL's, whose convert("RGB") gives these colours.
    @Test
    void inksBecomeColoursAsPilsDo() throws IOException {
        Path file = folder.resolve("cmyk.jpg");
        try (InputStream in = ImageFolderTest.class.getResourceAsStream("/images/cmyk.jpg")) {
            Files.copy(in, file);
        }
        try (Tensor image = new ImageFormat(3, 8, 16, ImageFormat.Fit.STRETCH).read(file)) {
            float[] values = image.toFloatArray();
            int[] left = {46, 190, 139};
            int[] right = {155, 0, 77};
            for (int channel = 0; channel < 3; channel++) {
                assertThat(values[channel * 128 + 2]).isCloseTo(left[channel] / 255f, within(1e-6f));
                assertThat(values[channel * 128 + 12]).isCloseTo(right[channel] / 255f, within(1e-6f));
            }
        }
    }

    @Test
    void coloursBecomeGreyByPilsWeights() throws IOException {
        write("a/1.png", rgb(2, 2, 0xFF0000));
        assertThat(Samples.features(ImageFolder.open(folder, GREY), 0)).containsOnly(76 / 255f);
    }

    @Test
    void readsJpegs() throws IOException {
        BufferedImage photo = rgb(16, 16, 0x4080C0);
        Path file = folder.resolve("a/photo.jpeg");
        Files.createDirectories(file.getParent());
        ImageIO.write(photo, "jpeg", file.toFile());
        float[] values = Samples.features(ImageFolder.open(folder, COLOUR), 0);
        assertThat(values[0]).isCloseTo(0x40 / 255f, within(.02f));
        assertThat(values[4]).isCloseTo(0x80 / 255f, within(.02f));
        assertThat(values[8]).isCloseTo(0xC0 / 255f, within(.02f));
    }

    @Test
    void otherSizesAreCroppedOrStretched() throws IOException {
        BufferedImage wide = new BufferedImage(6, 2, BufferedImage.TYPE_BYTE_GRAY);
        wide.getRaster().setPixels(0, 0, 6, 2, new int[] {255, 255, 0, 0, 255, 255, 255, 255, 0, 0, 255, 255});
        write("a/1.png", wide);
        assertThat(Samples.features(ImageFolder.open(folder, new ImageFormat(1, 2, 2, ImageFormat.Fit.CROP)), 0))
            .containsOnly(0);
        float[] stretched = Samples.features(ImageFolder.open(folder, GREY), 0);
        assertThat(stretched[0]).isGreaterThan(.5f).isEqualTo(stretched[1]).isEqualTo(stretched[3]);
    }

    @Test
    void evaluationNumbersClassesAsTrainingDoes() throws IOException {
        write("train/ant/1.png", rgb(2, 2, 0));
        write("train/bee/1.png", rgb(2, 2, 0));
        write("eval/bee/1.png", rgb(2, 2, 0));
        List<String> names = ImageFolder.open(folder.resolve("train"), GREY).classNames();
        assertThat(ImageFolder.open(folder.resolve("eval"), GREY, names).label(0)).isEqualTo(1);
        write("eval/cow/1.png", rgb(2, 2, 0));
        assertThatThrownBy(() -> ImageFolder.open(folder.resolve("eval"), GREY, names)).isInstanceOf(DataException.class)
            .hasMessageContaining("cow is of none of the classes that training has, [ant, bee]");
    }

    @Test
    void theFingerprintNoticesContentNamesAndFormat() throws IOException {
        write("a/1.png", rgb(2, 2, 0));
        String before = ImageFolder.open(folder, GREY).fingerprint();
        assertThat(ImageFolder.open(folder, COLOUR).fingerprint()).isNotEqualTo(before);
        write("a/1.png", rgb(2, 2, 1));
        assertThat(ImageFolder.open(folder, GREY).fingerprint()).isNotEqualTo(before);
        write("a/1.png", rgb(2, 2, 0));
        assertThat(ImageFolder.open(folder, GREY).fingerprint()).isEqualTo(before);
        Files.move(folder.resolve("a/1.png"), folder.resolve("a/2.png"));
        assertThat(ImageFolder.open(folder, GREY).fingerprint()).isNotEqualTo(before);
    }

    @Test
    void foldersThatAreNoImageFoldersAreNamed() throws IOException {
        assertThatThrownBy(() -> ImageFolder.open(folder.resolve("no"), GREY)).isInstanceOf(DataException.class)
            .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> ImageFolder.open(folder, GREY)).isInstanceOf(DataException.class)
            .hasMessageContaining("holds no folders");
        Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> ImageFolder.open(folder, GREY)).isInstanceOf(DataException.class)
            .hasMessageContaining("empty holds no images");
        assertThatThrownBy(() -> new ImageFormat(2, 1, 1, ImageFormat.Fit.CROP)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new ImageFormat(1, 0, 1, ImageFormat.Fit.CROP)).isInstanceOf(DataException.class);
    }

    static List<Arguments> broken() throws IOException {
        byte[] png = png(noise(24, 24));
        return List.of(
            Arguments.of(new byte[0], "is neither PNG nor JPEG"),
            Arguments.of("GIF89a".getBytes(StandardCharsets.US_ASCII), "is neither PNG nor JPEG"),
            Arguments.of(Arrays.copyOf(png, png.length / 2), "can't be decoded"),
            Arguments.of(Arrays.copyOf(png, 20), "can't be decoded"),
            Arguments.of(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, 0}, "can't be decoded"),
            Arguments.of(header(100_000, 100_000), "says that it is 100000 pixels wide and 100000 high"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenFilesAreNamed(byte[] content, String message) throws IOException {
        Path file = folder.resolve("a/1.png");
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        ImageFolder images = ImageFolder.open(folder, GREY);
        assertThatThrownBy(() -> Samples.features(images, 0)).isInstanceOf(DataException.class)
            .hasMessageStartingWith(file.toString()).hasMessageContaining(message);
    }

    /// Any single byte changed gives an image or a [DataException], never another failure.
    @Test
    void everyDamagedByteIsAnImageOrADataException() throws IOException {
        byte[] png = png(noise(6, 6));
        Path file = folder.resolve("a/1.png");
        Files.createDirectories(file.getParent());
        Files.write(file, png);
        ImageFolder images = ImageFolder.open(folder, GREY);
        int refused = 0;
        for (int place = 0; place < png.length; place++) {
            byte[] damaged = png.clone();
            damaged[place] ^= (byte) 0xFF;
            Files.write(file, damaged);
            try {
                Samples.features(images, 0);
            } catch (DataException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(20, png.length);
    }

    private void write(String name, BufferedImage image) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, png(image));
    }

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static BufferedImage rgb(int width, int height, int colour) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, repeat(width * height, colour), 0, width);
        return image;
    }

    private static BufferedImage noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, new Random(1).ints((long) width * height, 0, 1 << 24).toArray(), 0, width);
        return image;
    }

    private static int[] repeat(int times, int value) {
        int[] all = new int[times];
        Arrays.fill(all, value);
        return all;
    }

    /// A PNG that ends after its header.
    private static byte[] header(int width, int height) {
        ByteBuffer png = ByteBuffer.allocate(33).putLong(0x89504E470D0A1A0AL).putInt(13)
            .put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height).put(new byte[] {8, 2, 0, 0, 0});
        CRC32 sum = new CRC32();
        sum.update(png.array(), 12, 17);
        return png.putInt((int) sum.getValue()).array();
    }
}
