package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.job.JobData;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.DataConfig.Cifar10;
import io.ringmaster.proto.config.DataConfig.Csv;
import io.ringmaster.proto.config.DataConfig.Download;
import io.ringmaster.proto.config.DataConfig.Fit;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.DataConfig.ImageFolder;
import io.ringmaster.proto.config.DataConfig.ImageSize;
import io.ringmaster.proto.config.DataConfig.Text;
import io.ringmaster.proto.config.DataConfig.Tokens;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.ImageConfig;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.TensorType;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What each kind of job's data becomes.
final class StoredDataTest {

    private static final ImageConfig PLAIN = new ImageConfig(List.of(0.0), List.of(1.0), 0, false);

    @TempDir
    private Path folder;

    @Test
    void idxTakesTheFirstAndTheLast() throws IOException {
        writeIdx("images", "labels", 6);
        JobData data = read(new Idx(folder.toString(), Download.NONE, "images", "labels", "", "", PLAIN, 3, 2));
        assertThat(labels(data.train())).containsExactly(0, 1, 2);
        assertThat(labels(data.eval())).containsExactly(4, 5);
        assertThat(data.classes()).isEqualTo(6);
        assertThatThrownBy(() -> read(new Idx(folder.toString(), Download.NONE, "images", "labels", "", "", PLAIN, 5, 2)))
            .isInstanceOf(DataException.class)
            .hasMessageStartingWith("data.train-samples plus data.eval-samples is 7 but ")
            .hasMessageContaining("holds 6 samples");
    }

    @Test
    void onlyTrainingImagesAreChangedAtRandom() throws IOException {
        writeIdx("images", "labels", 4);
        writeIdx("more", "more-labels", 4);
        ImageConfig random = new ImageConfig(List.of(0.5), List.of(0.25), 2, true);
        JobData data = read(
            new Idx(folder.toString(), Download.NONE, "images", "labels", "more", "more-labels", random, 4, 4));
        JobData still = read(new Idx(folder.toString(), Download.NONE, "images", "labels", "more", "more-labels",
            new ImageConfig(List.of(0.5), List.of(0.25), 0, false), 4, 4));
        Set<List<Float>> seen = new HashSet<>();
        for (int epoch = 1; epoch <= 20; epoch++) {
            seen.add(features(data.train().atEpoch(7, epoch), 3));
            assertThat(features(data.eval().atEpoch(7, epoch), 3)).isEqualTo(features(still.eval(), 3));
        }
        assertThat(seen).hasSizeGreaterThan(10);
        assertThat(data.fingerprint()).isNotEqualTo(still.fingerprint());
        assertThat(features(data.train().atEpoch(7, 5), 3)).isEqualTo(features(data.train().atEpoch(7, 5), 3));
    }

    @Test
    void cifarTrainsOnItsTrainingBatches() throws IOException {
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(folder.resolve("data_batch_" + batch + ".bin"), cifar(batch));
        }
        Files.write(folder.resolve("test_batch.bin"), cifar(9));
        JobData data = read(new Cifar10(folder.toString(), Download.NONE, PLAIN, 4, 1));
        assertThat(labels(data.train())).containsExactly(1, 2, 3, 4);
        assertThat(labels(data.eval())).containsExactly(9);
        assertThat(data.classes()).isEqualTo(10);
        assertThatThrownBy(() -> read(new Cifar10(folder.toString(), Download.NONE, PLAIN, 4, 2)))
            .isInstanceOf(DataException.class).hasMessageStartingWith("data.eval-samples is 2 but ");
    }

    @Test
    void oneImageFolderIsSplitByTheSeed() throws IOException {
        for (int image = 0; image < 10; image++) {
            writeImage("all/" + (image < 5 ? "ant" : "bee") + "/" + image + ".png", image);
        }
        ImageFolder config = new ImageFolder(folder.toString(), "all", "", new ImageSize(1, 1, 1, Fit.CROP), PLAIN, 6, 4);
        JobData data = read(config);
        assertThat(data.train().classNames()).containsExactly("ant", "bee");
        Set<List<Float>> images = new HashSet<>();
        LongStream.range(0, 6).forEach(index -> images.add(features(data.train(), index)));
        LongStream.range(0, 4).forEach(index -> images.add(features(data.eval(), index)));
        assertThat(images).as("each image is in one part").hasSize(10);
        assertThat(labels(data.train())).contains(0, 1);
        assertThat(read(config).fingerprint()).isEqualTo(data.fingerprint());
        assertThat(new StoredData(folder, 8).read(config).fingerprint()).isNotEqualTo(data.fingerprint());
    }

    @Test
    void anEvaluationFolderIsItsOwn() throws IOException {
        writeImage("train/ant/1.png", 1);
        writeImage("train/bee/1.png", 2);
        writeImage("eval/bee/1.png", 3);
        JobData data = read(new ImageFolder(
            folder.toString(), "train", "eval", new ImageSize(3, 2, 2, Fit.STRETCH), PLAIN, 2, 1));
        assertThat(labels(data.eval())).containsExactly(1);
        assertThat(data.train().features()).isEqualTo(TensorType.float32(3, 2, 2));
    }

    @Test
    void csvColumnsAreStandardizedByTheTrainingRows() throws IOException {
        Files.writeString(folder.resolve("train.csv"), "a,b,y\n0,5,no\n2,5,yes\n4,5,no\n");
        Files.writeString(folder.resolve("eval.csv"), "a,b,y\n2,6,yes\n");
        JobData data = read(new Csv(folder.toString(), "train.csv", "eval.csv", "y", List.of(), ",", true, 3, 1));
        assertThat(labels(data.eval())).containsExactly(1);
        assertThat(features(data.eval(), 0)).containsExactly(0f, 1f);
        JobData raw = read(new Csv(folder.toString(), "train.csv", "", "y", List.of("a"), ",", false, 2, 1));
        assertThat(raw.train().features()).isEqualTo(TensorType.float32(1));
        assertThat(List.of(features(raw.train(), 0), features(raw.train(), 1), features(raw.eval(), 0)))
            .containsExactlyInAnyOrder(List.of(0f), List.of(2f), List.of(4f));
    }

    @Test
    void textTrainsOnItsBeginAndIsJudgedByItsEnd() throws IOException {
        Files.writeString(folder.resolve("text"), "abcdefghijklm");   // 13 tokens: 6 windows of 2
        JobData data = read(text("", 2, 2, 4, 2));
        assertThat(tokens(data.train(), 3)).containsExactly(6, 7);
        assertThat(tokens(data.eval(), 0)).containsExactly(8, 9);
        assertThat(data.classes()).isEqualTo(13);
        assertThatThrownBy(() -> read(text("", 2, 2, 5, 2))).isInstanceOf(DataException.class)
            .hasMessageContaining("holds 6 samples");
    }

    /// With a stride of 1 there are 10 windows of 3 tokens; the last 2 begin at 8 and 9, so that those which begin at 0 to
    /// 5 end before.
    @Test
    void overlappingWindowsDoNotReachIntoTheEvaluation() throws IOException {
        Files.writeString(folder.resolve("text"), "abcdefghijklm");
        assertThat(read(text("", 3, 1, 6, 2)).train().size()).isEqualTo(6);
        assertThatThrownBy(() -> read(text("", 3, 1, 7, 2))).isInstanceOf(DataException.class)
            .hasMessageContaining("data.train-samples is 7").hasMessageEndingWith("use at most 6");
    }

    @Test
    void anEvaluationTextMayHaveCharactersOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("text"), "abab");
        Files.writeString(folder.resolve("other"), "abc");
        JobData data = read(text("other", 2, 2, 1, 1));
        assertThat(data.classes()).isEqualTo(3);
        assertThat(tokens(data.eval(), 0)).containsExactly(0, 1);
    }

    @Test
    void aModelOfValuesRefusesTokens() throws IOException {
        Files.writeString(folder.resolve("text"), "abcdefghijklm".repeat(40));
        DataConfig config = text("", 2, 2, 200, 2);
        JobData data = read((DataConfig.Stored) config);
        WorkerJob job = TestRun.built(TestRun.job(config, GradientReduction.EXACT, 0.05));
        assertThatThrownBy(() -> Replica.build(job, data, Device.CPU)).isInstanceOf(ConfigException.class)
            .hasMessageContaining("model.kind is mlp but samples are int64[2] with targets int64[2]");
    }

    private JobData read(DataConfig.Stored config) {
        return new StoredData(folder, 7).read(config);
    }

    private Text text(String evalFile, int context, int stride, int train, int eval) {
        return new Text(folder.toString(), "text", evalFile, Tokens.CHARACTERS, context, stride, train, eval);
    }

    /// Images of 3 x 3 pixels that differ everywhere, labelled 0, 1, 2, ...
    private void writeIdx(String images, String labels, int count) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocate(16 + 9 * count).putInt(0x803).putInt(count).putInt(3).putInt(3);
        ByteBuffer classes = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
        for (int image = 0; image < count; image++) {
            for (int pixel = 1; pixel <= 9; pixel++) {
                pixels.put((byte) (20 * pixel + image));
            }
            classes.put((byte) image);
        }
        Files.write(folder.resolve(images), pixels.array());
        Files.write(folder.resolve(labels), classes.array());
    }

    private static byte[] cifar(int label) {
        byte[] record = new byte[3073];
        Arrays.fill(record, (byte) label);
        return record;
    }

    private void writeImage(String name, int level) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixel(0, 0, new int[] {level});
        ImageIO.write(image, "png", file.toFile());
    }

    private static List<Integer> labels(Dataset dataset) {
        return LongStream.range(0, dataset.size()).mapToObj(index -> (int) dataset.label(index)).toList();
    }

    private static List<Float> features(Dataset dataset, long index) {
        MemorySegment values = MemorySegment.ofArray(new float[(int) dataset.features().elements()]);
        dataset.readFeatures(index, values, 0);
        return values.elements(ValueLayout.JAVA_FLOAT).map(value -> value.get(ValueLayout.JAVA_FLOAT, 0)).toList();
    }

    private static long[] tokens(Dataset dataset, long index) {
        MemorySegment values = MemorySegment.ofArray(new long[(int) dataset.features().elements()]);
        dataset.readFeatures(index, values, 0);
        return values.toArray(ValueLayout.JAVA_LONG);
    }
}
