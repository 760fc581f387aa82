package io.ringmaster.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a user gets wrong is told in one line on standard error, with the exit code that says whose turn it is.
class BadInputIT {

    private static final int IMAGES_MAGIC = 2051;
    private static final int LABELS_MAGIC = 2049;
    private static final int SAMPLES = 300;

    @TempDir
    private Path temp;

    static Stream<Arguments> wrongUses() {
        return Stream.of(
            Arguments.of(1, "no such folder", new String[] {"train", "mnist", "--data", "nowhere"}),
            Arguments.of(2, "cluster.workers-per-node", new String[] {"train", "--workers-per-node", "0"}),
            Arguments.of(2, "training.epochs", new String[] {"train", "typo.conf"}),
            Arguments.of(2, "did you mean digits", new String[] {"train", "digist"}),
            Arguments.of(1, "optimizer.learning-rate", new String[] {"train", "--set", "optimizer.learning-rate=1e30",
                "--set", "data.train-samples=240", "--set", "data.eval-samples=60", "--out", "run"}),
            Arguments.of(2, "--nodes", new String[] {"train", "--ndoes", "2"}));
    }

    @ParameterizedTest
    @MethodSource("wrongUses")
    void isToldInOneLine(int code, String part, String[] arguments) throws Exception {
        Files.writeString(temp.resolve("typo.conf"), "training.epcohs = 3\n");
        assertOneLine(code, part, arguments);
    }

    @Test
    void aPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertOneLine(1, port, "train", "--port", port);
            assertOneLine(1, port, "coordinator", "--port", port);
            assertThat(temp.resolve("runs")).as("folders of runs that never began").isEmptyDirectory();
        }
    }

    @Test
    void nobodyToJoin() throws Exception {
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = closed.getLocalPort();
        }
        assertOneLine(1, "cannot reach", "worker", "--join", Endpoint.LOOPBACK + ":" + free);
    }

    @Test
    void aTruncatedFile() throws Exception {
        write(images(IMAGES_MAGIC, SAMPLES), SAMPLES - 1, labels(SAMPLES));
        assertDataRefused("images", "--nodes", "1");
    }

    @Test
    void aWrongMagicNumber() throws Exception {
        write(images(1234, SAMPLES), SAMPLES, labels(SAMPLES));
        assertDataRefused("images", "--nodes", "2", "--workers-per-node", "1");
    }

    @Test
    void labelsThatDoNotMatchTheImages() throws Exception {
        write(images(IMAGES_MAGIC, SAMPLES), SAMPLES, labels(SAMPLES - 1));
        assertDataRefused("labels", "--nodes", "1");
    }

    private void assertDataRefused(String part, String... more) throws Exception {
        String[] train = {"train", "mnist", "--data", "data",
            "--set", "data.train-samples=240", "--set", "data.eval-samples=60", "--out", "run"};
        assertOneLine(1, part, Stream.concat(Stream.of(train), Stream.of(more)).toArray(String[]::new));
    }

    private void assertOneLine(int code, String part, String... arguments) throws Exception {
        try (Program program = Program.start(temp, arguments)) {
            Program.Said said = program.end();
            assertThat(said.err()).as(Arrays.toString(arguments) + " " + said).hasSize(1);
            assertThat(said.err().getFirst()).startsWith("ringmaster: ").contains(part).doesNotContain("Exception");
            assertThat(said.code()).isEqualTo(code);
            assertThat(program.children()).isEmpty();
        }
    }

    private void write(byte[] images, int whole, byte[] labels) throws IOException {
        Path data = Files.createDirectories(temp.resolve("data"));
        int bytes = 16 + whole * 28 * 28;
        Files.write(data.resolve("t10k-images-idx3-ubyte"), Arrays.copyOf(images, bytes));
        Files.write(data.resolve("t10k-labels-idx1-ubyte"), labels);
    }

    private static byte[] images(int magic, int count) {
        return ByteBuffer.allocate(16 + count * 28 * 28).putInt(magic).putInt(count).putInt(28).putInt(28).array();
    }

    private static byte[] labels(int count) {
        return ByteBuffer.allocate(8 + count).putInt(LABELS_MAGIC).putInt(count).array();
    }
}
