package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The jobs that come with Ringmaster, on small files of the form that their data has.
class BuiltInJobsIT {

    private static final int TRAIN = 48;
    private static final int EVAL = 16;
    private static final int SIDE = 28;

    @TempDir
    private Path temp;

    @Test
    void fashionMnistTrainsOnIdxFiles() throws Exception {
        idx("train", TRAIN);
        idx("t10k", EVAL);

        JsonNode summary = train("fashion-mnist", "--batch", "24", "--set", "data.download=none");

        assertThat(summary.path("committed_steps").asInt()).isEqualTo(2 * TRAIN / 24);
        assertThat(summary.path("eval_accuracy").asDouble()).isBetween(0.0, 1.0);
    }

    @Test
    void cifar10TrainsOnItsBinaryForm() throws Exception {
        for (int batch = 1; batch <= 5; batch++) {
            cifar("data_batch_" + batch, TRAIN / 4);
        }
        cifar("test_batch", EVAL);

        JsonNode summary = train("cifar10", "--batch", "24", "--set", "data.download=none");

        assertThat(summary.path("committed_steps").asInt()).isEqualTo(2 * TRAIN / 24);
        assertThat(summary.path("eval_accuracy").asDouble()).isBetween(0.0, 1.0);
    }

    /// It begins as unsure as if all of its 27 characters were equally likely, and learns which are not.
    @Test
    void charGptTrainsOnAText() throws Exception {
        Files.writeString(temp.resolve("input.txt"), "the quick brown fox jumps over the lazy dog ".repeat(300));

        JsonNode summary = train("char-gpt", "--batch", "8", "--set", "model.blocks=1", "--set", "model.width=32",
            "--set", "data.context=32", "--set", "optimizer.learning-rate=0.02");

        assertThat(summary.path("eval_perplexity").asDouble()).isBetween(1.0, 20.0);
        assertThat(summary.path("eval_accuracy").asDouble()).isGreaterThan(0.15);
    }

    private JsonNode train(String job, String... more) throws Exception {
        String[] line = {"train", job, "--data", temp.toString(), "--epochs", "2", "--out", "run",
            "--set", "data.train-samples=" + TRAIN, "--set", "data.eval-samples=" + EVAL};
        try (Program program = Program.start(temp, Stream.concat(Stream.of(line), Stream.of(more)).toArray(String[]::new))) {
            Program.Said said = program.end();
            assertThat(said.code()).as(said.toString()).isZero();
            assertThat(said.err()).isEmpty();
        }
        return new ObjectMapper().readTree(temp.resolve("run").resolve("summary.json").toFile());
    }

    private void idx(String part, int count) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + count * SIDE * SIDE).putInt(2051).putInt(count).putInt(SIDE).putInt(SIDE);
        images.put(noise(count * SIDE * SIDE));
        ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(2049).putInt(count);
        for (int image = 0; image < count; image++) {
            labels.put((byte) (image % 10));
        }
        Files.write(temp.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(temp.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }

    private void cifar(String file, int count) throws IOException {
        ByteBuffer images = ByteBuffer.allocate(count * 3073);
        for (int image = 0; image < count; image++) {
            images.put((byte) (image % 10)).put(noise(3072));
        }
        Files.write(temp.resolve(file + ".bin"), images.array());
    }

    private static byte[] noise(int bytes) {
        byte[] all = new byte[bytes];
        new Random(bytes).nextBytes(all);
        return all;
    }
}
