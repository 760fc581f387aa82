package io.ringmaster.tensor.state;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A running SHA-256 over values. Texts and bytes go in with their length, so no two sequences of values look alike.
///
/// Thread: one at a time.
public final class Sha256 {

    private static final int COPY_BYTES = 1 << 16;

    private final MessageDigest digest;

    private Sha256(MessageDigest digest) {
        this.digest = digest;
    }

    public static Sha256 create() {
        try {
            return new Sha256(MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256, this one has not", e);
        }
    }

    public Sha256 add(long value) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, value));
        return this;
    }

    public Sha256 add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    public Sha256 add(byte[] bytes) {
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    public Sha256 add(MemorySegment bytes) {
        add(bytes.byteSize());
        byte[] copy = new byte[(int) Math.min(COPY_BYTES, bytes.byteSize())];
        for (long at = 0; at < bytes.byteSize(); at += copy.length) {
            int count = (int) Math.min(copy.length, bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, copy, 0, count);
            digest.update(copy, 0, count);
        }
        return this;
    }

    /// The digest as 64 lower-case hex digits; the next value added starts a new one.
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
