package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.optim.Sgd;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.Batch;
import io.ringmaster.tensor.data.CifarImages;
import io.ringmaster.tensor.data.CsvFormat;
import io.ringmaster.tensor.data.CsvSamples;
import io.ringmaster.tensor.data.DataLoader;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.Digits;
import io.ringmaster.tensor.data.Draws;
import io.ringmaster.tensor.data.IdxImages;
import io.ringmaster.tensor.data.Normalization;
import io.ringmaster.tensor.data.SampleOrder;
import io.ringmaster.tensor.data.Sampler;
import io.ringmaster.tensor.data.Samples;
import io.ringmaster.tensor.data.SubsetRandomSampler;
import io.ringmaster.tensor.data.TensorDataset;
import io.ringmaster.tensor.data.TensorType;
import io.ringmaster.tensor.data.Transform;
import io.ringmaster.tensor.data.WeightedRandomSampler;
import io.ringmaster.tensor.data.download.Download;
import io.ringmaster.tensor.data.download.RemoteData;
import io.ringmaster.tensor.data.download.RemoteFile;
import io.ringmaster.tensor.data.image.CenterCrop;
import io.ringmaster.tensor.data.image.Grayscale;
import io.ringmaster.tensor.data.image.ImageFolder;
import io.ringmaster.tensor.data.image.ImageFormat;
import io.ringmaster.tensor.data.image.Normalize;
import io.ringmaster.tensor.data.image.Pad;
import io.ringmaster.tensor.data.image.RandomCrop;
import io.ringmaster.tensor.data.image.RandomHorizontalFlip;
import io.ringmaster.tensor.data.image.Resize;
import io.ringmaster.tensor.data.text.BytePairTokenizer;
import io.ringmaster.tensor.data.text.CharacterTokenizer;
import io.ringmaster.tensor.data.text.TextFile;
import io.ringmaster.tensor.data.text.TokenWindows;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The section "Data" of docs/tensor-core.md.
class DataGuideTest {

    private final long seed = 42;

    @TempDir
    private Path folder;

    @Test
    void aTrainingLoop() {
        double last = 0;
        Dataset digits = Digits.training(seed, 600);
        try (Layer model = Mlp.of(784, 32, 10).initialize(seed);
             ParameterBuffer parameters = ParameterBuffer.flatten(model);
             Optimizer optimizer = Sgd.of(0.05).momentum(0.9).over(parameters);
             DataLoader loader = DataLoader.of(digits).batch(50).shuffle(seed).dropLast().prefetch(4).threads(2).build()) {
            for (int epoch = 1; epoch <= 3; epoch++) {
                for (Batch batch : loader.epoch(epoch)) {
                    try (batch; Scope _ = Scope.open()) {
                        Tensor images = batch.featuresOn(Device.CPU).flatten(1);   // [B, 784]
                        Tensor labels = batch.targetsOn(Device.CPU);               // [B]
                        parameters.zeroGradients();
                        Tensor loss = Loss.crossEntropy(model.forward(images), labels);
                        loss.backward();
                        optimizer.step();
                        last = loss.item();
                    }
                }
            }
        }
        assertThat(last).isLessThan(1.5);
    }

    @Test
    void goingOn() {
        int rest = 0;
        try (DataLoader loader = DataLoader.of(Digits.training(seed, 600)).batch(50).shuffle(seed).build()) {
            long samplesDone = 250;
            for (Batch batch : loader.epoch(2, samplesDone)) {
                try (batch) {
                    rest += batch.samples();
                }
            }
        }
        assertThat(rest).isEqualTo(350);
    }

    @Test
    void arrays() {
        float[] points = {0, 0, 0, 1, 1, 0, 1, 1};
        Dataset xor = TensorDataset.of(points, Shape.of(2), new long[] {0, 1, 1, 0});           // classes
        Dataset sums = TensorDataset.of(points, Shape.of(2), new float[] {0, 1, 1, 2}, Shape.of(1));   // values
        assertThat(xor.classes()).isEqualTo(2);
        assertThat(sums.target()).isEqualTo(TensorType.float32(1));
    }

    @Test
    void mnist() throws IOException {
        for (String part : List.of("train", "t10k")) {
            Files.write(folder.resolve(part + "-images-idx3-ubyte"),
                ByteBuffer.allocate(17).putInt(0x803).putInt(1).putInt(1).putInt(1).array());
            Files.write(folder.resolve(part + "-labels-idx1-ubyte"), ByteBuffer.allocate(9).putInt(0x801).putInt(1).array());
        }
        RemoteData.MNIST.fetch(folder);
        Dataset train = IdxImages.inFolder(folder, IdxImages.Part.TRAIN, 10, Normalization.MNIST);
        Dataset test = IdxImages.inFolder(folder, IdxImages.Part.TEST, 10, Normalization.MNIST);
        assertThat(train.fingerprint()).isEqualTo(test.fingerprint());
    }

    @Test
    void aFileOfOnesOwn() throws IOException {
        Files.writeString(folder.resolve("corpus.txt"), "abc");
        RemoteFile file = new RemoteFile("corpus.txt",
            List.of(URI.create("https://example.org/corpus.txt"), URI.create("https://example.com/corpus.txt")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3);
        Path corpus;
        try (Download download = Download.open(Duration.ofSeconds(30))) {
            corpus = download.fetch(file, folder);
        }
        assertThat(corpus).hasContent("abc");
    }

    @Test
    void cifar10() throws IOException {
        byte[] record = new byte[3073];
        Arrays.fill(record, 1, 3073, (byte) 200);
        for (int batch = 1; batch <= 5; batch++) {
            Files.write(folder.resolve("data_batch_" + batch + ".bin"), record);
        }
        Files.write(folder.resolve("test_batch.bin"), record);
        Dataset plain = CifarImages.cifar10(folder, CifarImages.Part.TRAIN, Normalization.NONE);
        Dataset train = plain.transformed(
            new RandomCrop(32, 32, 4), new RandomHorizontalFlip(), new Normalize(Normalization.CIFAR10));
        Dataset test = CifarImages.cifar10(folder, CifarImages.Part.TEST, Normalization.CIFAR10);
        Dataset secondEpoch = train.atEpoch(seed, 2);   // what DataLoader does for each epoch
        assertThat(secondEpoch.features()).isEqualTo(test.features());
        assertThat(Samples.features(secondEpoch, 0)).contains(Samples.features(test, 0)[0]);
    }

    @Test
    void imageFolders() throws IOException {
        for (String name : List.of("train/cat/1.png", "train/dog/1.png", "test/dog/7.png")) {
            Files.createDirectories(folder.resolve(name).getParent());
            ImageIO.write(new BufferedImage(90, 70, BufferedImage.TYPE_INT_RGB), "png", folder.resolve(name).toFile());
        }
        ImageFormat format = new ImageFormat(3, 64, 64, ImageFormat.Fit.CROP);
        ImageFolder train = ImageFolder.open(folder.resolve("train"), format);
        ImageFolder test = ImageFolder.open(folder.resolve("test"), format, train.classNames());
        Dataset grey = train.transformed(new Grayscale(), new Resize(32, 32), new Pad(2), new CenterCrop(28, 28));
        assertThat(test.label(0)).isEqualTo(1);
        assertThat(grey.features()).isEqualTo(TensorType.float32(1, 28, 28));
    }

    @Test
    void csv() throws IOException {
        Files.writeString(folder.resolve("iris.csv"),
            "width,species\n1,setosa\n2,setosa\n3,setosa\n4,setosa\n5,virginica\n6,virginica\n7,virginica\n8,virginica\n");
        Dataset flowers = CsvSamples.read(folder.resolve("iris.csv"), CsvFormat.classes("species"));
        List<Dataset> parts = flowers.randomSplit(seed, 6, 2);
        Normalize standard = Normalize.fit(parts.getFirst());   // mean 0, deviation 1 over what trains
        Dataset train = parts.getFirst().transformed(standard);
        Dataset test = parts.getLast().transformed(standard);
        assertThat(train.size() + test.size()).isEqualTo(8);
        assertThat(train.classNames()).containsExactly("setosa", "virginica");
    }

    @Test
    void text() throws IOException {
        Files.writeString(folder.resolve("input.txt"), "First Citizen: Before we proceed any further, hear me speak.");
        String text = TextFile.read(folder.resolve("input.txt"));
        Dataset characters = TokenWindows.of(CharacterTokenizer.of(text), text, 16);
        Dataset bytePairs = TokenWindows.of(BytePairTokenizer.gpt2(), text, 4, 2);   // overlapping by half
        assertThat(characters.size()).isEqualTo(3);
        assertThat(bytePairs.classes()).isEqualTo(50_257);
    }

    @Test
    void samplers() {
        Dataset digits = Digits.training(seed, 10);
        double[] weights = new double[10];
        Arrays.fill(weights, 1);
        Sampler odd = new SubsetRandomSampler(1, 3, 5, 7, 9);
        Sampler balanced = new WeightedRandomSampler(weights, 100, true);
        Sampler reversed = (seed, epoch) -> SampleOrder.of(10, position -> 9 - position);
        DataLoader loader = DataLoader.of(digits).batch(5).sampler(odd, seed).build();
        try (loader) {
            assertThat(loader.epoch(1)).hasSize(1);
        }
        assertThat(balanced.order(seed, 1).size()).isEqualTo(100);
        assertThat(reversed.order(seed, 1).sampleAt(0)).isEqualTo(9);
    }

    record Invert() implements Transform {

        @Override
        public Shape shape(Shape input) {
            return input;
        }

        @Override
        public float[] apply(float[] values, Shape input, Draws draws) {
            for (int place = 0; place < values.length; place++) {
                values[place] = 1 - values[place];
            }
            return values;
        }
    }

    @Test
    void aTransformOfOnesOwn() {
        Dataset one = TensorDataset.of(new float[] {.25f}, Shape.of(1), new long[1]);
        assertThat(Samples.features(one.transformed(new Invert()), 0)).containsExactly(.75f);
    }
}
