package io.ringmaster.tensor.data;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// The content of one IDX file of unsigned bytes, the format of MNIST: two zero bytes, a type byte, the number of
/// dims, each dim as a big-endian int, the values.
///
/// Source: LeCun, Cortes and Burges, "The MNIST database", FILE FORMATS.
final class IdxFile {

    private static final int UNSIGNED_BYTE = 0x08;
    private static final int MOST_VALUES = 1 << 30;
    private static final int FIRST_BLOCK = 1 << 20;

    private final Path path;
    private final int[] dims;
    private final byte[] values;

    private IdxFile(Path path, int[] dims, byte[] values) {
        this.path = path;
        this.dims = dims;
        this.values = values;
    }

    /// Reads a file that must have `rank` dims, plain or gzip; which of them, its content says.
    ///
    /// Memory is taken as values arrive, so a header that promises too much costs nothing.
    static IdxFile read(Path path, int rank) {
        try (InputStream in = open(path)) {
            int[] dims = readHeader(path, in, rank);
            int count = count(path, dims);
            byte[] values = readValues(in, count);
            if (values.length < count) {
                throw new DataException("%s is cut short: its header %s promises %d bytes of values, it holds %d; "
                        + "copy or download it again", path, Arrays.toString(dims), count, values.length);
            }
            if (readUpTo(in, new byte[1], 0) > 0) {
                throw new DataException("%s goes on after the %d bytes of values that its header %s promises; an IDX "
                        + "file ends there; copy or download it again", path, count, Arrays.toString(dims));
            }
            return new IdxFile(path, dims, values);
        } catch (ZipException e) {
            throw new DataException(e, "%s is a damaged gzip file (%s); copy or download it again",
                    path, e.getMessage());
        } catch (IOException e) {
            throw new DataException(e, "%s can't be read (%s); check that it is a file you may read", path, e);
        }
    }

    Path path() {
        return path;
    }

    int dim(int dim) {
        return dims[dim];
    }

    /// The values themselves, row after row, not a copy.
    byte[] values() {
        return values;
    }

    private static InputStream open(Path path) throws IOException {
        InputStream file = Files.newInputStream(path);
        try {
            byte[] start = file.readNBytes(2);
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(start), file);
            boolean gzip = start.length == 2 && start[0] == 0x1F && start[1] == (byte) 0x8B;
            return gzip ? new GZIPInputStream(whole, 1 << 16) : whole;
        } catch (EOFException e) {
            file.close();
            throw new DataException(e, "%s is cut short within its gzip header; copy or download it again", path);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static int[] readHeader(Path path, InputStream in, int rank) throws IOException {
        byte[] magic = readHeaderBytes(path, in, 4);
        if (magic[0] != 0 || magic[1] != 0) {
            throw new DataException("%s starts with the bytes %s; an IDX file starts with 00 00, a type and the number "
                    + "of dims; check that it is the file you mean", path, HexFormat.ofDelimiter(" ").formatHex(magic));
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw new DataException("%s holds values of IDX type 0x%02X; only unsigned bytes (0x08) are read here; "
                    + "convert it", path, magic[2]);
        }
        if (magic[3] != rank) {
            throw new DataException("%s has %d dims where %d are needed (images have 3, labels 1); check that images "
                    + "and labels are not mixed up", path, magic[3] & 0xFF, rank);
        }
        int[] dims = new int[rank];
        ByteBuffer.wrap(readHeaderBytes(path, in, rank * Integer.BYTES)).asIntBuffer().get(dims);
        return dims;
    }

    private static byte[] readHeaderBytes(Path path, InputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        int found = readUpTo(in, bytes, 0);
        if (found < length) {
            throw new DataException("%s is cut short within its header: %d bytes where %d are needed; copy or "
                    + "download it again", path, found, length);
        }
        return bytes;
    }

    private static int count(Path path, int[] dims) {
        long count = 1;
        for (int dim : dims) {
            if (dim < 1) {
                throw new DataException("%s has the dims %s in its header; each must be 1 or more; copy or download it "
                        + "again", path, unsigned(dims));
            }
            count *= dim;
            if (count > MOST_VALUES) {
                throw new DataException("%s has the dims %s in its header, more than the %d bytes of values that are "
                        + "read; copy or download it again, or split it", path, unsigned(dims), MOST_VALUES);
            }
        }
        return (int) count;
    }

    private static String unsigned(int[] dims) {
        return Arrays.toString(Arrays.stream(dims).mapToLong(Integer::toUnsignedLong).toArray());
    }

    /// Up to `count` bytes, fewer where the file ends before.
    private static byte[] readValues(InputStream in, int count) throws IOException {
        byte[] values = new byte[Math.min(count, FIRST_BLOCK)];
        int found = 0;
        while (true) {
            found = readUpTo(in, values, found);
            if (found < values.length) {
                return Arrays.copyOf(values, found);
            }
            if (found == count) {
                return values;
            }
            values = Arrays.copyOf(values, (int) Math.min(count, 2L * values.length));
        }
    }

    /// Fills `bytes` from place `from` on; the place it got to. A gzip file that breaks off just ends.
    private static int readUpTo(InputStream in, byte[] bytes, int from) throws IOException {
        int found = from;
        while (found < bytes.length) {
            int read;
            try {
                read = in.read(bytes, found, bytes.length - found);
            } catch (EOFException _) {
                return found;
            }
            if (read < 0) {
                return found;
            }
            found += read;
        }
        return found;
    }
}
