package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every Java example of the guide stands, line by line, in a test of this package, where it is compiled and run.
class GuideTest {

    private static final Path GUIDE = Path.of("../docs/tensor-core.md");
    private static final Path TESTS = Path.of("src/test/java/io/ringmaster/guide");
    private static final Pattern EXAMPLE = Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    static List<String> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(GUIDE)).results().map(found -> found.group(1)).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExampleIsRunByATest(String example) throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            String sources = String.join("", files.sorted().map(GuideTest::lines).toList());
            assertThat(sources).contains(lines(example));
        }
    }

    private static String lines(Path file) {
        try {
            return lines(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Without what indentation and empty lines add.
    private static String lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).map(line -> line + "\n")
            .reduce("", String::concat);
    }
}
