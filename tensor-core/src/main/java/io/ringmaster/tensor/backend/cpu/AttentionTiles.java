package io.ringmaster.tensor.backend.cpu;

import java.util.ArrayList;
import java.util.List;

/// How the queries of a causal attention are cut, so that little is computed of what nobody sees: each tile's queries see
/// the keys up to the tile's last query. Without causality there is one tile.
///
/// No tile has one row or key, of which outer products would be made: the library computes those wrong where factors lie
/// with gaps. Where there is but one, all is one tile.
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

    /// @param whole whether all is to be one tile, causal or not
    static AttentionTiles of(long queries, long keys, boolean causal, boolean whole) {
        List<Tile> all = new ArrayList<>();
        long rows = causal && !whole ? Math.max(FINEST, Math.ceilDiv(Math.ceilDiv(queries, MOST), FINEST) * FINEST) : queries;
        long offset = 0;
        for (long first = 0; first < queries; first += rows) {
            long left = queries - first;
            long count = left <= rows + 1 ? left : rows;
            long seen = causal && !whole ? Math.min(keys, Math.max(2, first + count)) : keys;
            all.add(new Tile(first, count, seen, offset));
            offset += count * seen;
            if (count == left) {
                break;
            }
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
