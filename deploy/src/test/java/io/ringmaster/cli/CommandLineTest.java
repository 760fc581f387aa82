package io.ringmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.StoredTensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    private record Said(int code, String out, String err) {}

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"", "train", "coordinator", "worker", "eval", "inspect", "bench", "bench allreduce"})
    void helpShowsExamples(String command) {
        Said said = say((command + " --help").strip().split(" "));

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("Examples:").contains("ringmaster " + command).contains("Exit codes:").contains("130");
        assertThat(said.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(said.err()).isEmpty();
    }

    @Test
    void anUnknownOptionOrCommandBringsSuggestions() {
        assertOneLine(say("train", "--ndoes", "3"), 2, "--ndoes", "did you mean", "--nodes");
        assertOneLine(say("trian"), 2, "trian", "did you mean", "train");
        assertOneLine(say("train", "digits", "extra"), 2, "one argument too many: extra");
        assertOneLine(say("train", "--epochs", "x"), 2, "--epochs", "\"x\" is no whole number");
        assertOneLine(say("worker"), 2, "--join");
        assertOneLine(say("worker", "--join", "127.0.0.1:1", "--workers", "0"), 2, "--workers is 0");
    }

    @Test
    void aBenchmarkThatCanNotBeIsWrongUse() {
        assertOneLine(say("bench"), 2, "bench train", "bench allreduce");
        assertOneLine(say("bench", "allreduce", "--members", "1"), 2, "--members 1", "2 to 128 members");
        assertOneLine(say("bench", "allreduce", "--nodes", "0"), 2, "--nodes is 0");
        assertOneLine(say("bench", "allreduce", "--nodes", "100000", "--members", "100000"), 2, "--nodes is 100000");
        assertOneLine(say("bench", "allreduce", "--iterations", "0"), 2, "--iterations is 0");
        assertOneLine(say("bench", "allreduce", "--from", "5"), 2, "--from is 5 bytes", "multiple of 4");
        assertOneLine(say("bench", "allreduce", "--reduction", "exakt"), 2, "exakt", "exact");
        assertOneLine(say("bench", "allreduce", "--set", "training.epochs=3"), 2, "training.epochs", "collective.chunk-bytes");
        assertOneLine(say("bench", "allreduce", "--set", "collective.chunk-bytes=7"), 2, "collective.chunk-bytes", "7");
    }

    @Test
    void withoutACommandItShowsWhatThereIs() {
        Said said = say();

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains("Usage: ringmaster", "inspect").endsWith("a command is missing; the first to try: ringmaster train\n");
    }

    @Test
    void whatNobodyCanHaveMeantIsNotSuggested() {
        assertThat(say("train", "-n").err()).doesNotContain("did you mean");
        assertThat(say("train", "./none.conf").err()).doesNotContain("did you mean");
        assertThat(say("version").err()).doesNotContain("did you mean");
    }

    @Test
    void aJobThatIsWrongIsWrongUse() {
        assertOneLine(say("train", "--workers-per-node", "0"), 2, "cluster.workers-per-node", "0");
        assertOneLine(say("train", "--nodes", "0"), 2, "cluster.nodes", "0");
        assertOneLine(say("train", "--set", "training.epcohs=3"), 2, "training.epcohs", "training.epochs");
        assertOneLine(say("train", "digist"), 2, "digist", "did you mean digits");
        assertOneLine(say("train", "digits", "--data", temp.toString()), 2, "data.directory");
    }

    @Test
    void whatIsMissingOutsideIsNamed() throws IOException {
        Path missing = temp.resolve("nowhere");
        assertOneLine(say("train", "mnist", "--data", missing.toString()), 1, missing.toString(), "--data");
        assertOneLine(say("train", "mnist", "--data", temp.toString()), 1, "neither t10k-images-idx3-ubyte nor", "--data");
        assertOneLine(say("train", "char-gpt", "--data", temp.toString()), 1, "there is no input.txt in it", "--data");
        assertOneLine(say("train", "cifar10"), 2, "data.directory is not set", "fetched into, with --data DIR");
        assertOneLine(say("train", "char-gpt"), 2, "data.directory is not set", "the data files with --data DIR");
        assertOneLine(say("train", "--device", "abacus"), 1, "abacus", "cpu");
        assertOneLine(say("train", "--host", "192.0.2.1"), 1, "--allow-plaintext-network");
        assertOneLine(say("worker", "--join", "nonsense"), 2, "HOST:PORT");
        assertOneLine(say("train", "--port", "65536"), 2, "--port is 65536");
        assertOneLine(say("inspect", temp.toString()), 1, "summary.json");
        assertOneLine(say("eval", temp.toString()), 1, "job.conf");
        Files.writeString(temp.resolve("summary.json"), "{}");
        assertOneLine(say("train", "--out", temp.toString()), 1, "summary.json", "--out");
        Path file = Files.createFile(temp.resolve("file"));
        assertOneLine(say("train", "--out", file.toString()), 1, file.toString(), "a file is in the way");
        assertOneLine(say("inspect", file.toString()), 1, file.toString());
    }

    @Test
    void inspectShowsTensors() {
        Path file = temp.resolve("model.safetensors");
        Safetensors.write(file, List.of(new StoredTensor(
            "0.weight", DType.FLOAT32, Shape.of(2, 3), MemorySegment.ofArray(new byte[24]))), Map.of());

        Said said = say("inspect", file.toString());

        assertThat(said.code()).isZero();
        assertThat(said.out()).contains("0.weight").contains("[2, 3]").contains("1 tensor, 6 elements").contains("digest: ");
    }

    @Test
    void librariesAreKeptInTheUsersCache() {
        assertThat(Ringmaster.nativeLibraries(Map.of("XDG_CACHE_HOME", "/c"), "/home/u"))
            .isEqualTo(Path.of("/c/ringmaster/native"));
        assertThat(Ringmaster.nativeLibraries(Map.of("XDG_CACHE_HOME", "relative"), "/home/u"))
            .isEqualTo(Path.of("/home/u/.cache/ringmaster/native"));
    }

    private static void assertOneLine(Said said, int code, String... parts) {
        assertThat(said.err().lines()).as(said.err()).hasSize(1);
        assertThat(said.err()).startsWith("ringmaster: ").contains(parts).doesNotContain("Exception");
        assertThat(said.out()).isEmpty();
        assertThat(said.code()).as(said.err()).isEqualTo(code);
    }

    private static Said say(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Ringmaster.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int code = command.execute(arguments);
        return new Said(code, out.toString(), err.toString());
    }
}
