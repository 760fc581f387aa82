package io.ringmaster.tensor.backend;

/// Where a backend's tensors get their memory. Safe for use by many threads.
public interface Allocator {

    /// Memory of unknown content, aligned to 64 bytes.
    Block allocate(long bytes);

    Usage usage();

    /// Returns what is held but not in use to the system.
    void trim();

    /// @param bytesInUse    in blocks that are not closed
    /// @param bytesHeld     taken from the system and not returned: in use or kept for the next to ask
    /// @param systemTakings how often the system was asked for memory, ever
    record Usage(long bytesInUse, long bytesHeld, long systemTakings) {}
}
