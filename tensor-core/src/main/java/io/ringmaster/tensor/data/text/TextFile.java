package io.ringmaster.tensor.data.text;

import io.ringmaster.tensor.data.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Text from a file in UTF-8.
public final class TextFile {

    private static final long MOST_BYTES = 1 << 30;

    private TextFile() {}

    /// Throws [DataException] where the file can't be read, is not UTF-8, or has nothing or more than 1 GiB.
    public static String read(Path file) {
        ByteBuffer bytes = bytes(file);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, text, true);
        if (result.isError()) {
            throw new DataException("%s is not UTF-8 at byte %d; save it so", file, bytes.position());
        }
        return text.flip().toString();
    }

    private static ByteBuffer bytes(Path file) {
        try {
            long size = Files.size(file);
            if (size < 1 || size > MOST_BYTES) {
                throw new DataException("%s has %d bytes; texts of 1 to %d bytes are read; give another file, or split it",
                    file, size, MOST_BYTES);
            }
            return ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new DataException(e, "%s can't be read (%s); check that it is a file you may read", file, e);
        }
    }
}
