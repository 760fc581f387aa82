package io.ringmaster.tensor.state;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ringmaster.tensor.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Writes tensors as safetensors, which PyTorch's and Hugging Face's libraries read as they are. The same tensors and
/// metadata make the same bytes, in whatever order they are given.
///
/// Source: the format as github.com/huggingface/safetensors describes it. [SafetensorsFile] reads.
public final class Safetensors {

    private static final int COPY_BYTES = 1 << 20;
    private static final int ALIGNMENT = 8;
    private static final JsonFactory JSON = new JsonFactory();

    /// As the format's own library orders them: wide elements first, so that all data stays aligned, then by name.
    private static final Comparator<StoredTensor> IN_FILE =
            Comparator.comparingInt((StoredTensor tensor) -> rank(tensor.dtype())).thenComparing(StoredTensor::name);

    private Safetensors() {}

    /// Writes a file that appears whole or not at all, and once it appears is on the disk.
    ///
    /// Throws [StateFileException] where it can't be written, [IllegalArgumentException] where two tensors have the
    /// same name.
    public static void write(Path path, Collection<StoredTensor> tensors, Map<String, String> metadata) {
        Path target = path.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new StateFileException("%s is a folder; name the file to write", path);
        }
        if (!Files.isDirectory(folder)) {
            throw new StateFileException("%s can't be written: the folder %s does not exist; create it", path, folder);
        }
        Path unfinished = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            writeDurably(unfinished, tensors, metadata);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException e) {
            discard(unfinished, e);
            throw new StateFileException(e, "%s can't be written (%s); check the disk's space and your rights", path, e);
        } catch (RuntimeException e) {
            discard(unfinished, e);
            throw e;
        }
    }

    private static void writeDurably(Path file, Collection<StoredTensor> tensors, Map<String, String> metadata)
            throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(channel, tensors, metadata);
            channel.force(true);
        }
    }

    /// A rename lasts once the folder is on the disk too.
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void discard(Path unfinished, Exception reason) {
        try {
            Files.deleteIfExists(unfinished);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /// Writes to a channel that blocks.
    ///
    /// Throws [IllegalArgumentException] where two tensors have the same name.
    public static void write(WritableByteChannel channel, Collection<StoredTensor> tensors, Map<String, String> metadata)
            throws IOException {
        List<StoredTensor> sorted = sorted(tensors);
        byte[] header = header(sorted, metadata);
        ByteBuffer copy = ByteBuffer.allocateDirect(COPY_BYTES);
        copy.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).flip();
        writeAll(channel, copy);
        writeAll(channel, ByteBuffer.wrap(header));
        for (StoredTensor tensor : sorted) {
            writeData(channel, tensor.data(), copy);
        }
    }

    private static void writeData(WritableByteChannel channel, MemorySegment data, ByteBuffer copy) throws IOException {
        for (long at = 0; at < data.byteSize(); at += COPY_BYTES) {
            int count = (int) Math.min(COPY_BYTES, data.byteSize() - at);
            copy.clear().limit(count);
            MemorySegment.copy(data, at, MemorySegment.ofBuffer(copy), 0, count);
            writeAll(channel, copy);
        }
    }

    private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// The size of what `write` writes.
    public static long encodedBytes(Collection<StoredTensor> tensors, Map<String, String> metadata) {
        long bytes = (long) SafetensorsHeader.LENGTH_BYTES + header(sorted(tensors), metadata).length;
        for (StoredTensor tensor : tensors) {
            bytes += tensor.data().byteSize();
        }
        return bytes;
    }

    private static List<StoredTensor> sorted(Collection<StoredTensor> tensors) {
        Set<String> names = new HashSet<>();
        for (StoredTensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException(
                        "two tensors named '" + tensor.name() + "'; names in a file are unique");
            }
        }
        return tensors.stream().sorted(IN_FILE).toList();
    }

    private static int rank(DType dtype) {
        return switch (dtype) {
            case INT64 -> 0;
            case FLOAT64 -> 1;
            case FLOAT32 -> 2;
            case INT32 -> 3;
            case BFLOAT16 -> 4;
            case UINT8 -> 5;
            case BOOL -> 6;
        };
    }

    private static byte[] header(List<StoredTensor> sorted, Map<String, String> metadata) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            writeMetadata(json, metadata);
            long begin = 0;
            for (StoredTensor tensor : sorted) {
                writeEntry(json, tensor, begin);
                begin += tensor.data().byteSize();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a safetensors header in memory", e);
        }
        return padded(text.toByteArray());
    }

    private static void writeMetadata(JsonGenerator json, Map<String, String> metadata) throws IOException {
        if (metadata.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(StoredTensor.RESERVED);
        for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
            json.writeStringField(unicode(entry.getKey()), unicode(entry.getValue()));
        }
        json.writeEndObject();
    }

    private static String unicode(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(
                    "the metadata text '" + text + "' holds half a surrogate pair; it must be Unicode");
        }
        return text;
    }

    private static void writeEntry(JsonGenerator json, StoredTensor tensor, long begin) throws IOException {
        long[] dims = tensor.shape().dims();
        json.writeObjectFieldStart(tensor.name());
        json.writeStringField("dtype", tensor.dtype().stored());
        json.writeFieldName("shape");
        json.writeArray(dims, 0, dims.length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, begin + tensor.data().byteSize()}, 0, 2);
        json.writeEndObject();
    }

    private static byte[] padded(byte[] text) {
        byte[] header = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        Arrays.fill(header, text.length, header.length, (byte) ' ');
        return header;
    }
}
