package io.ringmaster.launch;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A job in a user's jar, as docs/jobs.md has it, in real processes.
class UserJobIT {

    private static final Path GUIDE = Path.of("..", "docs", "jobs.md");
    private static final String CLASS = "com.example.Spirals";

    @TempDir
    private Path temp;

    private String[] job;

    @BeforeEach
    void makeTheJarOfTheGuide() throws IOException {
        Matcher example = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
        assertThat(example.find()).isTrue();
        Path jar = UserJar.make(temp, CLASS, example.group(1));
        job = new String[] {"--jar", jar.toString(), "--job", CLASS};
    }

    /// The command of the guide, which shows what comes of it.
    @Test
    void theGuidesJobLearnsWhatTheGuideShows() throws Exception {
        String command = Files.readAllLines(GUIDE).stream().map(String::strip)
            .filter(line -> line.startsWith("$ ./ringmaster train --jar")).collect(joining());
        String[] more = command.substring(command.indexOf("--epochs")).split(" ", -1);
        Program.Said said = end("train", "run", more);

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).contains("spirals: 20 epochs of the samples of com.example.Spirals in batches of 60, seed 42, for 2 workers");
        assertThat(numbers(said.out())).as(said.toString()).containsExactly(numbers(Files.readAllLines(GUIDE)), within(0.03));
        assertThat(said.out()).anyMatch(line -> line.startsWith("finished: 1,000 steps, 20 epochs in "))
            .anyMatch(line -> line.contains("ringmaster eval run --jar "));

        try (Program eval = Program.start(temp, "eval", "run", job[0], job[1])) {
            assertThat(eval.end().out().getFirst()).contains("loss %.6f, accuracy %.4f".formatted(
                summary("run").path("eval_loss").asDouble(), summary("run").path("eval_accuracy").asDouble()));
        }
        try (Program eval = Program.start(temp, "eval", "run")) {
            assertOneLine(eval.end(), 2, "code.job is com.example.Spirals", "--jar FILE");
        }
    }

    @Test
    void anyNumberOfWorkersInAnyNumberOfProcessesComesToTheSameBits() throws Exception {
        for (String[] cluster : List.of(
            new String[] {"one", "--nodes", "1", "--workers-per-node", "1"}, new String[] {"two", "--nodes", "1"},
            new String[] {"processes", "--nodes", "2", "--workers-per-node", "1"})) {
            Program.Said said = end("train", cluster[0], Stream.concat(
                Stream.of(cluster).skip(1), Stream.of("--epochs", "3", "--batch", "60", "--set", "data.train-samples=600"))
                .toArray(String[]::new));
            assertThat(said.code()).as(said.toString()).isZero();
        }
        for (String result : List.of("parameter_digest", "train_loss", "eval_loss", "eval_accuracy", "committed_steps")) {
            assertThat(List.of(summary("two").path(result), summary("processes").path(result))).as(result)
                .containsOnly(summary("one").path(result));
        }
        assertThat(summary("one").path("committed_steps").asInt()).isEqualTo(30);
    }

    @Test
    void workersOfOtherTerminalsBringTheJarThemselves() throws Exception {
        String[] lead = Stream.concat(Stream.of("coordinator", "--port", "0", "--workers", "1", "--out", "run", "--epochs", "1"),
            Stream.of(job)).toArray(String[]::new);
        try (Program coordinator = Program.start(temp, lead)) {
            try (Program worker = Program.start(temp, "worker", "--join", coordinator.contact(), job[0], job[1])) {
                assertThat(worker.end().code()).isZero();
            }
            assertThat(coordinator.end().code()).isZero();
        }
        try (Program coordinator = Program.start(temp, Stream.of(lead).map(word -> word.equals("run") ? "none" : word).toArray(String[]::new))) {
            try (Program worker = Program.start(temp, "worker", "--join", coordinator.contact())) {
                assertThat(worker.end().err()).singleElement().asString().contains(CLASS, "this process was given none", "--jar FILE");
            }
            assertOneLine(coordinator.end(), 1, CLASS, "--jar FILE");
        }
    }

    @Test
    void whatAMethodThrowsIsOneLineThatSaysWhere() throws Exception {
        Path jar = UserJar.make(temp, "Broken", """
            public class Broken implements io.ringmaster.job.Job {
                @Override
                public io.ringmaster.job.JobData data(io.ringmaster.job.JobSettings settings) {
                    throw new IllegalStateException("no luck today");
                }
            }
            """);
        try (Program program = Program.start(temp, "train", "--jar", jar.toString(), "--job", "Broken")) {
            assertOneLine(program.end(), 1, "Broken.data failed at Broken.java:4, IllegalStateException: no luck today; mend the class");
        }
    }

    /// Its rate is nought after the second epoch, and with it all that the third could have changed.
    @Test
    void aClassReducesTheRateOnAPlateau() throws Exception {
        Path jar = UserJar.make(temp, "Falling", """
            import io.ringmaster.job.Job;
            import io.ringmaster.job.JobSettings;
            import io.ringmaster.job.RateReduction;
            import io.ringmaster.optim.ReduceOnPlateau;
            import java.util.Optional;

            public class Falling implements Job {
                @Override
                public Optional<RateReduction> rateReduction(JobSettings settings) {
                    return Optional.of(RateReduction.ofLoss(ReduceOnPlateau.ofLoss().factor(0).patience(0).threshold(100, false)));
                }
            }
            """);
        try (Program program = Program.start(temp, "train", "--jar", jar.toString(), "--job", "Falling", "--epochs", "3", "--set",
            "model.kind=mlp", "--set", "data.kind=digits", "--set", "data.train-samples=600", "--set", "data.eval-samples=60")) {
            Program.Said said = program.end();
            assertThat(said.code()).as(said.toString()).isZero();
            List<String> judged = said.out().stream().filter(line -> line.startsWith("epoch "))
                .map(line -> line.replaceFirst(".*(eval loss .*), [^ ]+ samples/s", "$1")).toList();
            assertThat(judged).as(said.toString()).hasSize(3);
            assertThat(judged.get(1)).isNotEqualTo(judged.get(0)).isEqualTo(judged.get(2));
        }
    }

    /// Of the line of the last epoch: losses and accuracy, which differ a little from one kind of processor to another.
    private static double[] numbers(List<String> lines) {
        String last = lines.stream().map(String::strip).filter(line -> line.startsWith("epoch 20: ")).collect(joining());
        return Pattern.compile("0\\.\\d{4}").matcher(last).results().mapToDouble(each -> Double.parseDouble(each.group())).toArray();
    }

    private Program.Said end(String command, String out, String... more) throws Exception {
        String[] line = Stream.of(new String[] {command, "--out", out}, job, more).flatMap(Stream::of).toArray(String[]::new);
        try (Program program = Program.start(temp, line)) {
            return program.end();
        }
    }

    private static void assertOneLine(Program.Said said, int code, String... parts) {
        assertThat(said.err()).as(said.toString()).hasSize(1);
        assertThat(said.err().getFirst()).startsWith("ringmaster: ").contains(parts);
        assertThat(said.code()).isEqualTo(code);
    }

    private JsonNode summary(String out) throws IOException {
        return new ObjectMapper().readTree(temp.resolve(out).resolve("summary.json").toFile());
    }
}
