package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.cpu.AttentionTiles.Tile;
import java.lang.foreign.MemorySegment;

/// Dropout of attention weights that lie tile by tile. The mask counts them row by row through [B, H, T, S].
final class AttentionDropout {

    private AttentionDropout() {}

    /// @param heads of the batch
    static void apply(DropoutMask mask, AttentionTiles tiles, long heads, Tensor kept, Tensor dropped) {
        long queries = tiles.all().getLast().first() + tiles.all().getLast().rows();
        for (Tile tile : tiles.all()) {
            for (long head = 0; head < heads; head++) {
                for (long row = 0; row < tile.rows(); row++) {
                    long first = (head * queries + tile.first() + row) * tiles.keys();
                    long place = tile.offset() * heads + (head * tile.rows() + row) * tile.keys();
                    row(mask, first, kept.memory(), dropped.memory(), place, tile.keys());
                }
            }
        }
    }

    private static void row(
        DropoutMask mask, long first, MemorySegment from, MemorySegment to, long place, long count) {
        Scratch scratch = Scratch.get();
        for (long at = 0; at < count; at += Scratch.BLOCK) {
            int block = (int) Math.min(Scratch.BLOCK, count - at);
            mask.stream().bits(first + at, scratch.words, block);
            Scratch.load(from, place + at, 1, scratch.a, block);
            ElementKernels.drop(mask, scratch, block);
            Scratch.store(scratch.y, to, place + at, block);
        }
    }
}
