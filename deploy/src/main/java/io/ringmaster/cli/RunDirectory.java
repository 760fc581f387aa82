package io.ringmaster.cli;

import io.ringmaster.launch.LaunchException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Where a run leaves its files.
final class RunDirectory {

    static final String SUMMARY = "summary.json";
    static final String MODEL = "model.safetensors";
    static final String JOB = "job.conf";
    static final String EVENTS = "events.jsonl";
    static final String METRICS = "metrics.jsonl";

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final int MOST_IN_A_SECOND = 100;

    private RunDirectory() {}

    /// A new folder below `parent`, named after the job and the time.
    static Path create(Path parent, String job, LocalDateTime now) {
        String name = job + "-" + STAMP.format(now);
        try {
            Files.createDirectories(parent);
            for (int repeat = 1; repeat <= MOST_IN_A_SECOND; repeat++) {
                Path folder = parent.resolve(repeat == 1 ? name : name + "-" + repeat);
                if (!Files.exists(folder)) {
                    return checked(Files.createDirectory(folder));
                }
            }
        } catch (IOException failure) {
            throw unwritable(parent, failure);
        }
        throw new LaunchException(parent.resolve(name) + " and its next " + MOST_IN_A_SECOND
            + " are taken; give another with --out DIR");
    }

    /// The folder that was asked for; it may exist, but not hold a run.
    static Path claim(Path folder) {
        if (Files.exists(folder.resolve(SUMMARY))) {
            throw new LaunchException(folder + " holds a finished run already (" + SUMMARY
                + "); give another folder with --out, or remove it");
        }
        try {
            return checked(Files.createDirectories(folder));
        } catch (IOException failure) {
            throw unwritable(folder, failure);
        }
    }

    /// Leaves a folder that holds anything.
    ///
    /// @param because what is told of a folder that can't be removed
    static void removeEmpty(Path folder, LaunchException because) {
        try {
            Files.delete(folder);
        } catch (DirectoryNotEmptyException used) {
            return;
        } catch (IOException failure) {
            because.addSuppressed(failure);
        }
    }

    private static Path checked(Path folder) throws IOException {
        Files.delete(Files.createTempFile(folder, ".writable", ""));
        return folder.toAbsolutePath();
    }

    private static LaunchException unwritable(Path folder, IOException failure) {
        String found = switch (failure) {
            case AccessDeniedException _ -> "its permissions forbid it";
            case FileAlreadyExistsException _ -> "a file is in the way";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> "it can't be made there";
        };
        return new LaunchException(
            "the run's files cannot be written to " + folder + " (" + found + "); give another folder with --out", failure);
    }
}
