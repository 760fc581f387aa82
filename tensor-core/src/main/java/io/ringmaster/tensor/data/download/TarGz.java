package io.ringmaster.tensor.data.download;

import io.ringmaster.tensor.data.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// Takes single files out of a `.tar.gz` archive. What else it holds, and where it wants to put it, counts for
/// nothing.
///
/// Source: POSIX.1-1988, ustar interchange format.
final class TarGz {

    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;
    private static final int TYPE_AT = 156;
    private static final long MOST_BYTES = 1L << 30;

    private final Path archive;
    private final InputStream in;

    private TarGz(Path archive, InputStream in) {
        this.archive = archive;
        this.in = in;
    }

    /// Puts those files of the archive into the folder whose names are among `names`, whatever folder of the archive
    /// they are in. Throws [DataException] where the archive is not sound.
    static void extract(Path archive, Path folder, Set<String> names) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
            TarGz tar = new TarGz(archive, in);
            while (tar.extractNext(folder, names)) {
                // The next file of the archive.
            }
        } catch (IOException e) {
            throw new DataException(e, "%s can't be unpacked into %s (%s); check the disk, or remove the archive so that it is "
                + "downloaded again", archive, folder, e);
        }
    }

    private boolean extractNext(Path folder, Set<String> names) throws IOException {
        byte[] header = in.readNBytes(BLOCK);
        if (header.length < BLOCK || header[0] == 0) {
            return false;
        }
        String path = text(header, 0, NAME_BYTES);
        String name = path.substring(path.lastIndexOf('/') + 1);
        long size = size(header, path);
        boolean regular = header[TYPE_AT] == '0' || header[TYPE_AT] == 0;
        if (regular && names.contains(name)) {
            Path part = folder.resolve(name + ".part");
            try (OutputStream out = Files.newOutputStream(part)) {
                copy(size, out);
            }
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } else {
            copy(size, OutputStream.nullOutputStream());
        }
        in.skipNBytes(Math.floorMod(-size, BLOCK));
        return true;
    }

    private long size(byte[] header, String path) {
        String octal = text(header, SIZE_AT, SIZE_BYTES).strip();
        if (!octal.matches("[0-7]{1,11}") || Long.parseLong(octal, 8) > MOST_BYTES) {
            throw new DataException("%s holds \"%s\" of size \"%s\"; a size is an octal number of at most %d bytes; remove the "
                + "archive so that it is downloaded again", archive, path, octal, MOST_BYTES);
        }
        return Long.parseLong(octal, 8);
    }

    private void copy(long size, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = size;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new EOFException("it ends within a file");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private static String text(byte[] header, int at, int most) {
        int end = at;
        while (end < at + most && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.US_ASCII);
    }
}
