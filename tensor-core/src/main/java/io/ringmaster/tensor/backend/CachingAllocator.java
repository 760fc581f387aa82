package io.ringmaster.tensor.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

/// Keeps what is freed for the next that asks for as much: work that repeats takes nothing from the system.
///
/// Sizes are rounded up to four classes a doubling, so at most a quarter of a block is idle.
/// Thread: any; one lock, held for a few instructions.
public final class CachingAllocator implements Allocator {

    /// The alignment of every block, and the smallest.
    public static final long ALIGNMENT = 64;

    private static final int CLASSES_PER_DOUBLING = 4;

    private final LongFunction<Taken> system;
    private final Map<Long, Deque<CachedBlock>> idle = new HashMap<>();
    private long bytesInUse;
    private long bytesHeld;
    private long systemTakings;

    /// @param system takes that many bytes from the system
    public CachingAllocator(LongFunction<Taken> system) {
        this.system = system;
    }

    /// Over the host's memory.
    @SuppressWarnings("MustBeClosedChecker")   // each arena is closed by its block's giveBack
    public static CachingAllocator ofHost() {
        return new CachingAllocator(bytes -> {
            Arena arena = Arena.ofShared();
            return new Taken(arena.allocate(bytes, ALIGNMENT), arena::close);
        });
    }

    /// Memory straight from the system, and how to return it.
    public record Taken(MemorySegment memory, Runnable giveBack) {}

    @Override
    public synchronized Block allocate(long bytes) {
        long size = sizeClass(bytes);
        Deque<CachedBlock> same = idle.get(size);
        CachedBlock block = same == null || same.isEmpty() ? take(size) : same.pop();
        block.inUse = true;
        bytesInUse += size;
        return block;
    }

    @Override
    public synchronized Usage usage() {
        return new Usage(bytesInUse, bytesHeld, systemTakings);
    }

    @Override
    public synchronized void trim() {
        for (Deque<CachedBlock> blocks : idle.values()) {
            for (CachedBlock block : blocks) {
                block.taken.giveBack().run();
                bytesHeld -= block.memory().byteSize();
            }
        }
        idle.clear();
    }

    private CachedBlock take(long size) {
        CachedBlock block = new CachedBlock(system.apply(size));
        systemTakings++;
        bytesHeld += size;
        return block;
    }

    private synchronized void release(CachedBlock block) {
        if (!block.inUse) {
            throw new IllegalStateException("a block freed twice; its owner alone frees it, once");
        }
        block.inUse = false;
        long size = block.memory().byteSize();
        bytesInUse -= size;
        idle.computeIfAbsent(size, _ -> new ArrayDeque<>()).push(block);
    }

    /// The block size that serves a request.
    static long sizeClass(long bytes) {
        if (bytes <= ALIGNMENT) {
            return ALIGNMENT;
        }
        long step = Math.max(ALIGNMENT, Long.highestOneBit(bytes - 1) / CLASSES_PER_DOUBLING);
        return Math.multiplyExact(Math.ceilDiv(bytes, step), step);
    }

    private final class CachedBlock implements Block {

        private final Taken taken;
        private boolean inUse;

        private CachedBlock(Taken taken) {
            this.taken = taken;
        }

        @Override
        public MemorySegment memory() {
            return taken.memory();
        }

        @Override
        public void close() {
            release(this);
        }
    }
}
