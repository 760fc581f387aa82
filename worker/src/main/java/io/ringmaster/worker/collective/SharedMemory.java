package io.ringmaster.worker.collective;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Memory that other processes of this host may read: what lies here need not be sent to them.
///
/// It is a file in memory that has no name by the time it is used: others open it by the number that it has in this process,
/// and it is gone with the last process that has it open, however that ends. Its first name, which nobody can guess, still
/// shows there, so nobody takes another file for it. Where the system has no such place, or no room there, the memory is
/// this process's own.
///
/// State: the memory, which lives as long as anybody refers to it; the way to it for others, until [#close].
/// Thread: any.
public final class SharedMemory implements AutoCloseable {

    private static final Path FOLDER = Path.of("/dev/shm");
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final String PREFIX = "ringmaster-";
    private static final FileAttribute<?> MINE_ALONE =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int ZEROS = 1 << 20;
    private static final long ALIGNMENT = 64;

    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);

    /// No memory.
    public static final SharedMemory NONE = new SharedMemory(MemorySegment.NULL, "", () -> {});

    private final MemorySegment memory;
    private final String path;
    private final AutoCloseable file;

    private SharedMemory(MemorySegment memory, String path, AutoCloseable file) {
        this.memory = memory;
        this.path = path;
        this.file = file;
    }

    /// Zeros.
    public static SharedMemory allocate(long bytes) {
        return inFile(bytes).orElseGet(() -> unshared(bytes));
    }

    /// Zeros that no other process can read.
    public static SharedMemory unshared(long bytes) {
        return new SharedMemory(Arena.ofAuto().allocate(bytes, ALIGNMENT), "", () -> {});
    }

    private static Optional<SharedMemory> inFile(long bytes) {
        Path name = FOLDER.resolve(PREFIX + UUID.randomUUID());
        Set<OpenOption> options =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileChannel file = FileChannel.open(name, options, MINE_ALONE);
            try {
                String path = pathOf(name);
                Files.delete(name);
                take(file, bytes);
                MemorySegment memory = file.map(FileChannel.MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
                return Optional.of(new SharedMemory(memory, path, file));
            } catch (IOException | RuntimeException e) {
                file.close();
                Files.deleteIfExists(name);
                return unavailable(bytes, e);
            }
        } catch (IOException | UnsupportedOperationException e) {
            return unavailable(bytes, e);
        }
    }

    private static Optional<SharedMemory> unavailable(long bytes, Exception why) {
        LOG.warn("{} bytes of {} can't be had ({}), so other processes of this host are sent what they could read there; "
            + "give it more room, as with docker's --shm-size", bytes, FOLDER, why.toString());
        return Optional.empty();
    }

    /// Where the others of this host find an open file.
    private static String pathOf(Path name) throws IOException {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(OPEN_FILES)) {
            for (Path number : open) {
                if (Files.isSymbolicLink(number) && name.equals(Files.readSymbolicLink(number))) {
                    return "/proc/%d/fd/%s#%s".formatted(ProcessHandle.current().pid(), number.getFileName(), name.getFileName());
                }
            }
        }
        throw new IOException("%s is not among the open files of this process".formatted(name));
    }

    /// Has the system find room for all of it now: to find none later would end the process.
    private static void take(FileChannel file, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, ZEROS));
        for (long at = 0; at < bytes; at += zeros.capacity()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - at));
            while (zeros.hasRemaining()) {
                file.write(zeros, at + zeros.position());
            }
        }
    }

    /// Opens what another process has [#allocate]d. Empty where that is on another host, or not to be read from here.
    ///
    /// @param path  as its [#path] says
    /// @param bytes its size
    static Optional<MemorySegment> open(String path, long bytes) {
        int mark = path.indexOf('#');
        if (mark < 0 || !path.startsWith("/proc/")) {
            return Optional.empty();
        }
        Path number = Path.of(path.substring(0, mark));
        String name = FOLDER.resolve(path.substring(mark + 1)) + " (deleted)";
        try {
            if (!Files.readSymbolicLink(number).toString().equals(name)) {
                return Optional.empty();
            }
            try (FileChannel file = FileChannel.open(number, StandardOpenOption.READ)) {
                return file.size() == bytes
                    ? Optional.of(file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, Arena.ofAuto())) : Optional.empty();
            }
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    public MemorySegment memory() {
        return memory;
    }

    /// Whether other processes can read it.
    public boolean isShared() {
        return !path.isEmpty();
    }

    /// How others of this host open it; empty where they can't.
    String path() {
        return path;
    }

    /// Where in this memory a part of it begins; -1 where it is none.
    long offsetOf(MemorySegment part) {
        long offset = part.isNative() ? part.address() - memory.address() : -1;
        return offset >= 0 && offset + part.byteSize() <= memory.byteSize() ? offset : -1;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (Exception e) {
            throw new IllegalStateException("memory shared with other processes can't be given up", e);
        }
    }
}
