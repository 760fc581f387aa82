package io.ringmaster.tensor.backend.cpu.onednn;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Native objects with one owner, destroyed together in reverse order.
final class Handles implements AutoCloseable {

    private final List<Owned> owned = new ArrayList<>();

    private record Owned(MemorySegment object, String destroy) {}

    /// @param destroy the function that frees the object
    MemorySegment own(MemorySegment object, String destroy) {
        owned.add(new Owned(object, destroy));
        return object;
    }

    @Override
    public void close() {
        for (Owned each : owned.reversed()) {
            Builds.call("clean-up", each.destroy(), each.object());
        }
        owned.clear();
    }
}
