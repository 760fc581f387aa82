package io.ringmaster.tensor.state;

import io.ringmaster.tensor.state.SafetensorsHeader.Entry;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The tensors of a safetensors file, left where they lie.
///
/// State: a map of the file into memory, until closed. Everything the header says has been checked by then.
/// Thread: any number at once; nobody may use a tensor's data while or after the file is closed.
public final class SafetensorsFile implements StateFile {

    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final SafetensorsHeader header;
    private final MemorySegment data;
    private final Runnable release;

    private SafetensorsFile(String file, SafetensorsHeader header, MemorySegment data, Runnable release) {
        this.file = file;
        this.header = header;
        this.data = data;
        this.release = release;
    }

    /// Maps a file.
    ///
    /// Throws [StateFileException] where it can't be read or breaks a rule of the format.
    @SuppressWarnings("MustBeClosedChecker") // what is returned owns the mapping and closes it
    public static SafetensorsFile open(Path path) {
        Arena mapping = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment content = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), mapping);
            return parse(path.toString(), content, () -> unmap(mapping));
        } catch (NoSuchFileException e) {
            mapping.close();
            throw new StateFileException(e, "%s does not exist; name a safetensors file", path);
        } catch (IOException e) {
            mapping.close();
            throw new StateFileException(e, "%s can't be read (%s); check that it is a file you may read", path, e);
        } catch (RuntimeException e) {
            mapping.close();
            throw e;
        }
    }

    /// Reads a file that is in memory already; the memory stays its owner's, closed or not.
    ///
    /// Throws [StateFileException] where it breaks a rule of the format.
    ///
    /// @param file how errors name it
    public static SafetensorsFile of(String file, MemorySegment content) {
        return parse(file, content, () -> {});
    }

    private static SafetensorsFile parse(String file, MemorySegment content, Runnable release) {
        long length = headerLength(file, content);
        byte[] text = content.asSlice(SafetensorsHeader.LENGTH_BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        SafetensorsHeader header = HeaderParser.parse(file, text);
        MemorySegment data = content.asSlice(SafetensorsHeader.LENGTH_BYTES + length).asReadOnly();
        requireCover(file, header.tensors(), data.byteSize());
        return new SafetensorsFile(file, header, data, release);
    }

    private static long headerLength(String file, MemorySegment content) {
        long size = content.byteSize();
        if (size < SafetensorsHeader.LENGTH_BYTES) {
            throw new StateFileException("%s has %d bytes; a safetensors file has 8 and more", file, size);
        }
        long length = content.get(LENGTH, 0);
        if (length < 0 || length > SafetensorsHeader.MOST_BYTES) {
            throw new StateFileException("%s: the header's length is %s; at most %d is read", file,
                    Long.toUnsignedString(length), SafetensorsHeader.MOST_BYTES);
        }
        if (length > size - SafetensorsHeader.LENGTH_BYTES) {
            throw new StateFileException("%s is cut short: the header takes %d bytes after the first 8, the file has %d "
                    + "in all", file, length, size);
        }
        return length;
    }

    /// The tensors lie end to end from the first byte to the last, each as long as its dtype and shape say.
    private static void requireCover(String file, Map<String, Entry> tensors, long dataBytes) {
        List<Map.Entry<String, Entry>> byPlace = new ArrayList<>(tensors.entrySet());
        byPlace.sort(Comparator.comparingLong((Map.Entry<String, Entry> tensor) -> tensor.getValue().begin())
                .thenComparingLong(tensor -> tensor.getValue().end()));
        long covered = 0;
        for (Map.Entry<String, Entry> named : byPlace) {
            Entry tensor = named.getValue();
            if (tensor.begin() != covered) {
                throw new StateFileException("%s: tensor '%s' begins at %d where %d was due; tensors neither overlap "
                        + "nor leave gaps", file, named.getKey(), tensor.begin(), covered);
            }
            long bytes = tensor.stored().bytes(tensor.shape());
            if (bytes < 0 || tensor.end() - tensor.begin() != bytes) {
                throw new StateFileException("%s: tensor '%s' has data_offsets [%d, %d], which is not what %s of %s "
                        + "takes", file, named.getKey(), tensor.begin(), tensor.end(), tensor.stored(), tensor.shape());
            }
            covered = tensor.end();
        }
        if (covered != dataBytes) {
            throw new StateFileException("%s: the tensors take %d bytes, the file has %d after its header; they must be "
                    + "equal, so the file is cut short or goes on too long", file, covered, dataBytes);
        }
    }

    /// In the order of the header.
    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(header.tensors().keySet());
    }

    @Override
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    @Override
    public StoredTensor get(String name) {
        Entry tensor = header.tensors().get(name);
        if (tensor == null) {
            throw StateFile.none(name, file, names());
        }
        MemorySegment found = data.asSlice(tensor.begin(), tensor.end() - tensor.begin());
        return new StoredTensor(
                name, tensor.stored().dtype(), tensor.shape(), tensor.stored().half() ? widened(found) : found);
    }

    private static MemorySegment widened(MemorySegment halves) {
        long count = halves.byteSize() / Short.BYTES;
        MemorySegment floats = Arena.ofAuto().allocate(count * Float.BYTES, Float.BYTES);
        for (long i = 0; i < count; i++) {
            short half = halves.get(ValueLayout.JAVA_SHORT_UNALIGNED, i * Short.BYTES);
            floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.float16ToFloat(half));
        }
        return floats.asReadOnly();
    }

    @Override
    public void close() {
        release.run();
    }

    private static void unmap(Arena mapping) {
        if (mapping.scope().isAlive()) {
            mapping.close();
        }
    }
}
