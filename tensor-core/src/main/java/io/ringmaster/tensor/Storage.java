package io.ringmaster.tensor;

import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Block;
import java.lang.foreign.MemorySegment;

/// The memory under one tensor and all its views, with one owner: a scope, or whoever made the tensor.
final class Storage {

    private final Backend backend;
    private final Block block;
    private Scope owner;
    private String freed;

    private Storage(Backend backend, Block block) {
        this.backend = backend;
        this.block = block;
    }

    static Storage allocate(Backend backend, long bytes) {
        Storage storage = new Storage(backend, backend.allocator().allocate(bytes));
        Scope.adopt(storage);
        return storage;
    }

    /// Over a block that stays another's.
    static Storage over(Backend backend, Block block) {
        return new Storage(backend, block);
    }

    Backend backend() {
        return backend;
    }

    MemorySegment memory() {
        return block.memory();
    }

    Block block() {
        return block;
    }

    /// The owning scope, or null where the tensor's maker owns it.
    Scope owner() {
        return owner;
    }

    void setOwner(Scope scope) {
        owner = scope;
    }

    void free(String how) {
        if (freed == null) {
            freed = how;
            block.close();
        }
    }

    void requireLive() {
        if (freed != null && !block.outlivesItsTensor()) {
            throw new IllegalStateException("this tensor's memory was freed " + freed);
        }
    }
}
