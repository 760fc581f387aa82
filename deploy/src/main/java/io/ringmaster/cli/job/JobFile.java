package io.ringmaster.cli.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ringmaster.proto.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The text of a job, found but not yet understood.
///
/// @param name   what the job is called where its text doesn't say
/// @param origin where the text is from, as errors name it
public record JobFile(String name, String origin, String text) {

    /// The jobs that come with Ringmaster.
    public static final List<String> BUILT_IN = List.of("digits", "mnist", "fashion-mnist", "cifar10", "char-gpt");

    static final int LARGEST_BYTES = 1 << 20;

    private static final String SUFFIX = ".conf";

    /// The built-in job of that name, or else the file at that path.
    ///
    /// Throws [ConfigException] where there is neither, or the file can't be read.
    public static JobFile find(String nameOrPath) {
        if (BUILT_IN.contains(nameOrPath)) {
            return new JobFile(nameOrPath, nameOrPath + SUFFIX, resource(nameOrPath));
        }
        Path path = path(nameOrPath).filter(Files::exists).orElseThrow(() -> neither(nameOrPath));
        return read(path);
    }

    /// What a job's class is trained by where no file is named: the defaults.
    public static JobFile ofClass(String name) {
        String simple = name.substring(name.lastIndexOf('.') + 1).replaceAll("[^A-Za-z0-9_-]", "-");
        return new JobFile(simple.toLowerCase(Locale.ROOT), "--job", "");
    }

    /// What the benchmark of a net trains.
    public static JobFile bench(String net) {
        return new JobFile(net, "bench/" + net + SUFFIX, resource("bench/" + net));
    }

    /// Throws [ConfigException] where the file can't be read.
    public static JobFile read(Path path) {
        String origin = path.toString();
        if (Files.isDirectory(path)) {
            throw refusal(origin, "it is a folder; a job is a file in HOCON's syntax, such as job.conf");
        }
        String file = String.valueOf(path.getFileName());
        String name = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                throw refusal(origin, "it is larger than 1 MiB; a job file holds settings, not data");
            }
            return new JobFile(name, origin, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException malformed) {
            throw refusal(origin, "it is not text in UTF-8; save it so, or give another file");
        } catch (AccessDeniedException denied) {
            throw refusal(origin, "it may not be read; check its permissions");
        } catch (IOException unreadable) {
            throw refusal(origin, "it can't be read (" + unreadable.getMessage() + "); check the file");
        }
    }

    /// The text of one of the command's own files under `jobs/`.
    static String resource(String name) {
        try (InputStream in = JobFile.class.getResourceAsStream("/jobs/" + name + SUFFIX)) {
            if (in == null) {
                throw new IllegalStateException("jobs/" + name + SUFFIX + " is missing from the class path");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException malformed) {
            return Optional.empty();
        }
    }

    private static ConfigException neither(String written) {
        String job = Message.shorten(written);
        String tried = path(written).map(path -> Message.oneLine(path.toAbsolutePath().toString())).orElse(job);
        return refusal("job \"" + job + "\"", "it is neither built in (" + String.join(", ", BUILT_IN)
            + ") nor a file (tried " + tried + ")" + Nearest.question(written, BUILT_IN));
    }

    private static ConfigException refusal(String origin, String rest) {
        return new ConfigException("", Message.oneLine(origin) + ": " + Message.oneLine(rest));
    }
}
