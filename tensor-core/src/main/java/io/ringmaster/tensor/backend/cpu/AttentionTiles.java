package io.ringmaster.tensor.backend.cpu;

import java.util.ArrayList;
import java.util.List;

/// How the queries of a causal attention are cut, so that little is computed of what nobody sees: each tile's queries see
/// the keys up to the tile's last query. Without causality there is one tile.
///
/// The weights of a tile lie together, [B, H, rows, keys], one tile behind the other.
///
/// @param keys all there are
record AttentionTiles(List<Tile> all, long keys) {

    private static final long FINEST = 32;
    private static final long MOST = 8;

    /// @param first  of its queries
    /// @param rows   how many queries
    /// @param keys   how many of the keys they see
    /// @param offset of its weights, in elements for each head of the batch
    record Tile(long first, long rows, long keys, long offset) {}

    static AttentionTiles of(long queries, long keys, boolean causal) {
        List<Tile> all = new ArrayList<>();
        long rows = causal ? Math.max(FINEST, Math.ceilDiv(Math.ceilDiv(queries, MOST), FINEST) * FINEST) : queries;
        long offset = 0;
        for (long first = 0; first < queries; first += rows) {
            long count = Math.min(rows, queries - first);
            long seen = causal ? Math.min(keys, first + count) : keys;
            all.add(new Tile(first, count, seen, offset));
            offset += count * seen;
        }
        return new AttentionTiles(List.copyOf(all), keys);
    }

    /// Elements of all tiles' weights, for each head of the batch.
    long elements() {
        Tile last = all.getLast();
        return last.offset() + last.rows() * last.keys();
    }

    /// The most that one tile has.
    long largest() {
        return all.stream().mapToLong(tile -> tile.rows() * tile.keys()).max().orElse(0);
    }
}
