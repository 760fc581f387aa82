package io.ringmaster.cli.bench;

import io.ringmaster.launch.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Where a benchmark's runs leave their files, and where a text lies for those that read one.
///
/// State: the folder, removed by [#close].
public final class BenchFolder implements AutoCloseable {

    /// What the text's characters are, as many as "Tiny Shakespeare" has.
    private static final String CHARACTERS = "\n !$&',-.3:;?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final int TEXT_LENGTH = 200_000;
    private static final long SEED = 42;

    private final Path path;
    private int runs;

    private BenchFolder(Path path) {
        this.path = path;
    }

    /// Throws [LaunchException] where there is no place for it.
    public static BenchFolder create() {
        try {
            BenchFolder folder = new BenchFolder(Files.createTempDirectory("ringmaster-bench-"));
            Files.writeString(folder.path.resolve("input.txt"), text());
            return folder;
        } catch (IOException failure) {
            throw withoutPlace(failure);
        }
    }

    /// Drawn at random, with each character in it.
    private static String text() {
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder text = new StringBuilder(CHARACTERS);
        while (text.length() < TEXT_LENGTH) {
            text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
        }
        return text.toString();
    }

    /// Where the data is that the benchmark brings: `input.txt`.
    public Path path() {
        return path;
    }

    /// A new folder in it.
    public Path ofNextRun() {
        runs++;
        try {
            return Files.createDirectory(path.resolve("run-" + runs));
        } catch (IOException failure) {
            throw withoutPlace(failure);
        }
    }

    private static LaunchException withoutPlace(IOException failure) {
        return new LaunchException("the benchmark has no place for its files (" + failure.getMessage()
            + "); make room in the folder for temporary files", failure);
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : innermostFirst) {
                Files.delete(each);
            }
        } catch (IOException failure) {
            throw new LaunchException("the benchmark's folder " + path + " can't be removed (" + failure.getMessage()
                + "); remove it by hand", failure);
        }
    }
}
