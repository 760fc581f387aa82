package io.ringmaster.worker;

import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Puts together the full state that another worker sends part by part.
final class StateReceiver {

    private final long limitBytes;
    private MemorySegment image = MemorySegment.NULL;
    private long received;

    /// @param limitBytes the most that is taken
    StateReceiver(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /// Where the next part begins.
    long received() {
        return received;
    }

    /// All of it, once the last part is there.
    MemorySegment image() {
        return image;
    }

    /// Whether the part is the one that is due; only that one is taken.
    boolean accept(StatePart part) {
        boolean due = part.kind() == StateKind.FULL && part.offset() == received && part.bytes().byteSize() > 0;
        if (!due) {
            return false;
        }
        if (received == 0) {
            begin(part.totalBytes());
        }
        if (part.totalBytes() != image.byteSize()) {
            throw new IllegalStateException("the state had %d bytes and has %d now; a worker's state stays while it is sent"
                .formatted(image.byteSize(), part.totalBytes()));
        }
        MemorySegment.copy(part.bytes(), 0, image, received, part.bytes().byteSize());
        received += part.bytes().byteSize();
        return true;
    }

    private void begin(long totalBytes) {
        if (totalBytes > limitBytes) {
            throw new IllegalStateException("the state has %d bytes; this job's takes at most %d".formatted(totalBytes, limitBytes));
        }
        image = Arena.ofAuto().allocate(totalBytes);
    }
}
