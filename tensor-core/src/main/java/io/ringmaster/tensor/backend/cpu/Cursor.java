package io.ringmaster.tensor.backend.cpu;

/// A walk over places in memory, row by row: in a row they lie [#step] apart.
///
/// State: where the walk is.
final class Cursor {

    private final long length;
    private final long step;
    private final long[] sizes;
    private final long[] steps;
    private final long[] index;
    private long start;
    private long done;

    /// @param sizes of the dims in the order of the walk, the innermost last; the first `dims` of them count
    /// @param steps from one index of a dim to the next
    Cursor(long[] sizes, long[] steps, int dims) {
        this.length = sizes[dims - 1];
        this.step = steps[dims - 1];
        this.sizes = sizes;
        this.steps = steps;
        this.index = new long[dims - 1];
    }

    /// Over places that lie next to each other.
    static Cursor row(long length) {
        return new Cursor(new long[] {length}, new long[] {1}, 1);
    }

    long step() {
        return step;
    }

    long place() {
        return start + done * step;
    }

    /// How many of the next `wanted` places are in this row.
    long run(long wanted) {
        return Math.min(wanted, length - done);
    }

    /// Goes on within the row, or from its end to the next.
    void advance(long run) {
        done += run;
        if (done == length) {
            done = 0;
            advanceRows(1);
        }
    }

    /// Places in a row.
    long length() {
        return length;
    }

    /// How many whole rows of the innermost dim but one begin here, of `places` at most: none within a row.
    long rows(long places) {
        if (done > 0 || index.length == 0) {
            return 0;
        }
        return Math.min(places / length, sizes[index.length - 1] - index[index.length - 1]);
    }

    /// From row to row of those that [#rows] counts.
    long rowStep() {
        return steps[index.length - 1];
    }

    /// Goes on by whole rows, as many as [#rows] counts at most.
    void advanceRows(long rows) {
        long count = rows;
        for (int dim = index.length - 1; dim >= 0; dim--) {
            index[dim] += count;
            start += count * steps[dim];
            if (index[dim] < sizes[dim]) {
                return;
            }
            start -= sizes[dim] * steps[dim];
            index[dim] = 0;
            count = 1;
        }
    }

    /// Whether all rows are the same places.
    boolean repeatsOneRow() {
        return index.length == 1 && steps[0] == 0;
    }

    /// Goes on by any number of places where [#repeatsOneRow].
    void skip(long places) {
        long reached = done + places;
        done = reached % length;
        advanceRows(reached / length);
    }
}
