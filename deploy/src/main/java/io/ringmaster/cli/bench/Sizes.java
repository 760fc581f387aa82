package io.ringmaster.cli.bench;

import com.typesafe.config.ConfigException.BadValue;
import com.typesafe.config.ConfigValueFactory;
import io.ringmaster.proto.config.ConfigException;
import java.util.ArrayList;
import java.util.List;

/// The sizes of buffers that are measured one after the other.
public final class Sizes {

    private static final int ELEMENT_BYTES = Float.BYTES;
    private static final long MOST_BYTES = 4L << 30;

    private Sizes() {}

    /// From the first, each so many times the last, as long as they are not beyond `to`.
    ///
    /// Throws [ConfigException] where there is none, or they are no sizes.
    public static List<Long> between(String from, String to, int factor) {
        long first = parse("--from", from);
        long last = parse("--to", to);
        if (last < first) {
            throw new ConfigException("", "--from is %s and --to is %s; the first size must not be above the last".formatted(from, to));
        }
        if (factor < 2) {
            throw new ConfigException("", "--factor is " + factor + "; it must be 2 or more");
        }
        List<Long> sizes = new ArrayList<>();
        for (long bytes = first; bytes <= last; bytes *= factor) {
            sizes.add(bytes);
        }
        return sizes;
    }

    private static long parse(String option, String text) {
        long bytes;
        try {
            bytes = ConfigValueFactory.fromAnyRef(text).atKey("size").getBytes("size");
        } catch (BadValue unreadable) {
            throw new ConfigException("", "%s is \"%s\"; it must be a size, such as 8, 64K or \"256 MiB\"".formatted(option, text));
        }
        if (bytes < ELEMENT_BYTES || bytes > MOST_BYTES || bytes % ELEMENT_BYTES != 0) {
            throw new ConfigException("", "%s is %d bytes; it must be %d bytes to 4 GiB, a multiple of %d, as float32 are summed"
                .formatted(option, bytes, ELEMENT_BYTES, ELEMENT_BYTES));
        }
        return bytes;
    }
}
