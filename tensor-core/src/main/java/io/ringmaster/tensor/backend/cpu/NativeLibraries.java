package io.ringmaster.tensor.backend.cpu;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/// Shared libraries on their way from the class path to a file that the system can load.
///
/// With a folder a file already there is used as it is if size and checksum match; else it is written beside and
/// renamed into place, so that several processes may do so at once. Without one the files go to a new temporary
/// folder and are deleted on close: what is loaded stays loaded.
final class NativeLibraries implements AutoCloseable {

    private final Path folder;
    private final boolean deletes;
    private final List<Path> unpacked = new ArrayList<>();

    private NativeLibraries(Path folder, boolean deletes) {
        this.folder = folder;
        this.deletes = deletes;
    }

    static NativeLibraries in(Optional<Path> folder) throws IOException {
        return folder.isPresent()
            ? new NativeLibraries(Files.createDirectories(folder.get().toAbsolutePath()), false)
            : new NativeLibraries(Files.createTempDirectory("ringmaster-native"), true);
    }

    /// Throws [FileNotFoundException] where the class path lacks the library.
    Path unpack(String resource) throws IOException {
        URL source = NativeLibraries.class.getResource(resource);
        if (source == null) {
            throw new FileNotFoundException("no %s on the class path".formatted(resource));
        }
        Path target = folder.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        if (!Files.exists(target) || !Content.of(target).equals(Content.of(source))) {
            Path beside = Files.createTempFile(folder, target.getFileName() + ".", ".part");
            try (InputStream bytes = source.openStream()) {
                Files.copy(bytes, beside, StandardCopyOption.REPLACE_EXISTING);
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        }
        unpacked.add(target);
        return target;
    }

    @Override
    public void close() throws IOException {
        if (deletes) {
            for (Path file : unpacked) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        }
    }

    /// Enough of a file to tell a whole one from a torn or older one.
    private record Content(long bytes, long checksum) {

        /// From the jar's own directory, which knows without reading the entry.
        static Content of(URL source) throws IOException {
            URLConnection connection = source.openConnection();
            if (connection instanceof JarURLConnection jar) {
                return new Content(jar.getJarEntry().getSize(), jar.getJarEntry().getCrc());
            }
            try (InputStream bytes = connection.getInputStream()) {
                return read(bytes);
            }
        }

        static Content of(Path file) throws IOException {
            try (InputStream bytes = Files.newInputStream(file)) {
                return read(bytes);
            }
        }

        private static Content read(InputStream bytes) throws IOException {
            CheckedInputStream checked = new CheckedInputStream(bytes, new CRC32());
            byte[] block = new byte[1 << 16];
            long total = 0;
            for (int count = checked.read(block); count >= 0; count = checked.read(block)) {
                total += count;
            }
            return new Content(total, checked.getChecksum().getValue());
        }
    }
}
