package io.ringmaster.tensor.backend.cpu;

/// One tensor of a kernel, read or written a block at a time in the order of a [WalkOrder].
///
/// @param cursor how far the walk has come
record Operand(TypedMemory memory, Cursor cursor) {

    /// The next `count` elements, as floats.
    void read(float[] into, Scratch scratch, int count) {
        int at = 0;
        while (at < count) {
            int run = (int) cursor.run(count - at);
            memory.load(cursor.place(), cursor.step(), into, at, run, scratch);
            at += run;
            cursor.advance(run);
            if (cursor.repeatsOneRow() && at >= cursor.length()) {
                repeat((int) cursor.length(), into, at, count);
                cursor.skip(count - at);
                return;
            }
        }
    }

    /// Fills an array from `at` on with what repeats up to there.
    private static void repeat(int period, float[] into, int at, int count) {
        int known = period;
        for (int to = at; to < count; ) {
            int copied = Math.min(known, count - to);
            System.arraycopy(into, to - known, into, to, copied);
            to += copied;
            known += copied;
        }
    }

    /// The next `count` elements, bytes as they are.
    void readBytes(byte[] into, int count) {
        int at = 0;
        while (at < count) {
            int run = (int) cursor.run(count - at);
            memory.loadBytes(cursor.place(), cursor.step(), into, at, run);
            at += run;
            cursor.advance(run);
        }
    }

    /// Sets the next `count` elements, bytes as they are.
    void writeBytes(byte[] from, int count) {
        int at = 0;
        while (at < count) {
            int run = (int) cursor.run(count - at);
            memory.storeBytes(from, at, cursor.place(), cursor.step(), run);
            at += run;
            cursor.advance(run);
        }
    }

    /// Sets or adds the next `count` elements from the front of the scratch's y.
    void write(Scratch scratch, boolean adds, int count) {
        int at = 0;
        while (at < count) {
            int run = (int) cursor.run(count - at);
            if (adds) {
                memory.load(cursor.place(), cursor.step(), scratch.before, at, run, scratch);
                addBefore(scratch, at, at + run);
            }
            memory.store(scratch.y, at, cursor.place(), cursor.step(), run, scratch);
            at += run;
            cursor.advance(run);
        }
    }

    /// Adds what is in the scratch's `before` to its y.
    static void addBefore(Scratch scratch, int from, int to) {
        float[] y = scratch.y;
        float[] before = scratch.before;
        for (int i = from; i < to; i++) {
            y[i] = before[i] + y[i];
        }
    }

    /// Copies the bits of the next `count` elements from an operand of the same dtype.
    void copy(Operand from, long count) {
        long left = count;
        while (left > 0) {
            long run = from.cursor.run(cursor.run(left));
            memory.copy(from.memory, from.cursor.place(), from.cursor.step(), cursor.place(), cursor.step(), run);
            left -= run;
            cursor.advance(run);
            from.cursor.advance(run);
        }
    }
}
