package io.ringmaster.tensor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.data.CifarImages.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class CifarImagesTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeBatches() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(folder.resolve("data_batch_" + batch + ".bin"), record(batch, new byte[] {(byte) batch}));
        }
        Files.write(folder.resolve("test_batch.bin"), record(30, new byte[] {9}));
    }

    @Test
    void readsTheBatchesInOrder() {
        Dataset train = CifarImages.cifar10(folder, Part.TRAIN, Normalization.NONE);
        assertThat(train.size()).isEqualTo(5);
        assertThat(train.features()).isEqualTo(TensorType.float32(3, 32, 32));
        assertThat(Samples.labels(train, 0, 1, 2, 3, 4)).containsExactly(1, 2, 3, 4, 5);
        assertThat(train.classNames()).hasSize(10).startsWith("airplane").endsWith("truck");
        float[] third = Samples.features(train, 2);
        assertThat(third[0]).isEqualTo(3 / 255f);
        assertThat(third[1024]).isEqualTo(4 / 255f);
        assertThat(third[2 * 1024 + 1023]).isEqualTo(5 / 255f);
    }

    @Test
    void normalisesEachChannelByItsOwn() {
        float[] image = Samples.features(CifarImages.cifar10(folder, Part.TEST, Normalization.CIFAR10), 0);
        assertThat(image[7]).isEqualTo((30 / 255f - 0.4914f) / 0.2470f);
        assertThat(image[1024 + 7]).isEqualTo((31 / 255f - 0.4822f) / 0.2435f);
        assertThat(image[2048 + 7]).isEqualTo((32 / 255f - 0.4465f) / 0.2616f);
    }

    @Test
    void readsTheFineLabelsOfCifar100() throws IOException {
        Files.write(folder.resolve("train.bin"), record(1, new byte[] {19, 99}));
        Dataset train = CifarImages.cifar100(folder, Part.TRAIN, Normalization.NONE);
        assertThat(train.label(0)).isEqualTo(99);
        assertThat(train.classes()).isEqualTo(100);
        assertThat(train.classNames()).isEmpty();
        Files.write(folder.resolve("fine_label_names.txt"), List.of("apple", "aquarium_fish", ""));
        assertThat(CifarImages.cifar100(folder, Part.TRAIN, Normalization.NONE).classNames())
            .containsExactly("apple", "aquarium_fish");
    }

    static List<Arguments> broken() {
        return List.of(
            Arguments.of(new byte[0], "has 0 bytes; CIFAR-10's files hold records of 3073 bytes"),
            Arguments.of(Arrays.copyOf(record(1, new byte[] {1}), 3072), "has 3072 bytes"),
            Arguments.of(Arrays.copyOf(record(1, new byte[] {1}), 3074), "has 3074 bytes"),
            Arguments.of(record(1, new byte[] {10}), "has the label 10 at byte 0; CIFAR-10's labels are 0 to 9"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenFilesAreNamed(byte[] content, String message) throws IOException {
        Path file = Files.write(folder.resolve("test_batch.bin"), content);
        assertThatThrownBy(() -> CifarImages.cifar10(folder, Part.TEST, Normalization.NONE)).isInstanceOf(DataException.class)
            .hasMessageStartingWith(file.toString()).hasMessageContaining(message);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Files.delete(folder.resolve("data_batch_3.bin"));
        assertThatThrownBy(() -> CifarImages.cifar10(folder, Part.TRAIN, Normalization.NONE))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("has no data_batch_3.bin");
        assertThatThrownBy(() -> CifarImages.cifar10(folder.resolve("no"), Part.TRAIN, Normalization.NONE))
            .isInstanceOf(DataException.class).hasMessageContaining("does not exist");
    }

    /// Labels, then 1024 bytes each of `red`, `red + 1` and `red + 2`.
    private static byte[] record(int red, byte[] labels) {
        byte[] record = Arrays.copyOf(labels, labels.length + 3072);
        for (int channel = 0; channel < 3; channel++) {
            int from = labels.length + channel * 1024;
            Arrays.fill(record, from, from + 1024, (byte) (red + channel));
        }
        return record;
    }
}
