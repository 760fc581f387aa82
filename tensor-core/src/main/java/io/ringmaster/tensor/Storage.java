package io.ringmaster.tensor;

import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Block;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The memory under one tensor and all its views, with one owner: a scope, or whoever made the tensor.
final class Storage {

    private final Backend backend;
    private final Block block;
    private Scope owner;
    private String freed;
    private List<Storage> taken = List.of();

    private Storage(Backend backend, Block block) {
        this.backend = backend;
        this.block = block;
    }

    static Storage allocate(Backend backend, long bytes) {
        Storage storage = new Storage(backend, backend.allocator().allocate(bytes));
        Scope.adopt(storage);
        return storage;
    }

    /// Over memory that stays another's.
    static Storage borrow(Backend backend, MemorySegment memory) {
        return new Storage(backend, Block.borrowed(memory));
    }

    /// The same for all but who reads or writes it.
    Storage withoutMemory(String why) {
        return new Storage(backend, Block.unreadable(why));
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

    /// Frees another with this one.
    void takeAlong(Storage other) {
        if (taken.isEmpty()) {
            taken = new ArrayList<>();
        }
        taken.add(other);
    }

    void free(String how) {
        if (freed == null) {
            freed = how;
            block.close();
            taken.forEach(other -> other.free(how));
        }
    }

    boolean isLive() {
        return freed == null || block.outlivesItsTensor();
    }

    void requireLive() {
        if (!isLive()) {
            throw new IllegalStateException("this tensor's memory was freed " + freed);
        }
    }
}
