package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Memory with elements of one dtype, on their way to and from blocks of floats.
record TypedMemory(MemorySegment memory, DType dtype) {

    private static final int NAN_ABOVE = 0x7F800000;
    private static final int QUIET_NAN = 0x7FC0;

    static TypedMemory of(Tensor tensor) {
        return new TypedMemory(tensor.memory(), tensor.dtype());
    }

    /// Converts `count` elements, `step` apart from element `place` on, into the array from `first` on.
    void load(long place, long step, float[] into, int first, int count, Scratch scratch) {
        switch (dtype) {
            case FLOAT32 -> Scratch.load(memory, place, step, into, first, count);
            case BFLOAT16 -> loadBfloat16(place, step, into, first, count, scratch);
            case BOOL, UINT8 -> {
                byte[] bytes = scratch.bytes;
                loadBytes(place, step, bytes, 0, count);
                for (int i = 0; i < count; i++) {
                    into[first + i] = bytes[i] & 0xFF;
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    into[first + i] = memory.getAtIndex(ValueLayout.JAVA_INT, place + i * step);
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    into[first + i] = memory.getAtIndex(ValueLayout.JAVA_LONG, place + i * step);
                }
            }
            case FLOAT64 -> throw new IllegalStateException("float64 read as float32; the reference's kernels take it");
        }
    }

    private void loadBfloat16(long place, long step, float[] into, int first, int count, Scratch scratch) {
        short[] shorts = scratch.shorts;
        int[] bits = scratch.integers;
        if (step == 1) {
            MemorySegment.copy(memory, ValueLayout.JAVA_SHORT, place * Short.BYTES, shorts, 0, count);
        } else {
            for (int i = 0; i < count; i++) {
                shorts[i] = memory.getAtIndex(ValueLayout.JAVA_SHORT, place + i * step);
            }
        }
        for (int i = 0; i < count; i++) {
            bits[i] = shorts[i] << 16;
        }
        MemorySegment.copy(MemorySegment.ofArray(bits), 0, MemorySegment.ofArray(into), (long) Float.BYTES * first,
            (long) Float.BYTES * count);
    }

    /// Converts `count` floats of the array from `first` on, to elements `step` apart from element `place` on.
    void store(float[] from, int first, long place, long step, int count, Scratch scratch) {
        switch (dtype) {
            case FLOAT32 -> Scratch.store(from, first, memory, place, step, count);
            case BFLOAT16 -> storeBfloat16(from, first, place, step, count, scratch);
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    memory.set(ValueLayout.JAVA_BYTE, place + i * step, (byte) (from[first + i] == 0 ? 0 : 1));
                }
            }
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    memory.set(ValueLayout.JAVA_BYTE, place + i * step, (byte) (long) from[first + i]);
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    memory.setAtIndex(ValueLayout.JAVA_INT, place + i * step, (int) from[first + i]);
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    memory.setAtIndex(ValueLayout.JAVA_LONG, place + i * step, (long) from[first + i]);
                }
            }
            case FLOAT64 -> throw new IllegalStateException("float32 written as float64; the reference's kernels do that");
        }
    }

    /// Rounds to the nearest, halves to the even one; NaN stays NaN.
    private void storeBfloat16(float[] from, int first, long place, long step, int count, Scratch scratch) {
        int[] bits = scratch.integers;
        short[] shorts = scratch.shorts;
        MemorySegment.copy(MemorySegment.ofArray(from), (long) Float.BYTES * first, MemorySegment.ofArray(bits), 0,
            (long) Float.BYTES * count);
        for (int i = 0; i < count; i++) {
            int upper = bits[i] >>> 16;
            int rounded = bits[i] + 0x7FFF + (upper & 1) >>> 16;
            int nan = NAN_ABOVE - (bits[i] & Integer.MAX_VALUE) >> 31;
            bits[i] = rounded & ~nan | (upper | QUIET_NAN) & nan;
        }
        for (int i = 0; i < count; i++) {
            shorts[i] = (short) bits[i];
        }
        if (step == 1) {
            MemorySegment.copy(shorts, 0, memory, ValueLayout.JAVA_SHORT, place * Short.BYTES, count);
        } else {
            for (int i = 0; i < count; i++) {
                memory.setAtIndex(ValueLayout.JAVA_SHORT, place + i * step, shorts[i]);
            }
        }
    }

    void loadBytes(long place, long step, byte[] into, int first, int count) {
        if (step == 1) {
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, place, into, first, count);
        } else {
            for (int i = 0; i < count; i++) {
                into[first + i] = memory.get(ValueLayout.JAVA_BYTE, place + i * step);
            }
        }
    }

    void storeBytes(byte[] from, int first, long place, long step, int count) {
        if (step == 1) {
            MemorySegment.copy(from, first, memory, ValueLayout.JAVA_BYTE, place, count);
        } else {
            for (int i = 0; i < count; i++) {
                memory.set(ValueLayout.JAVA_BYTE, place + i * step, from[first + i]);
            }
        }
    }

    /// Copies bits, of one dtype on both sides.
    void copy(TypedMemory from, long source, long sourceStep, long place, long step, long count) {
        int bytes = dtype.bytes();
        if (step == 1 && sourceStep == 1 || count == 1) {
            MemorySegment.copy(from.memory, source * bytes, memory, place * bytes, count * bytes);
            return;
        }
        for (long i = 0; i < count; i++) {
            long at = place + i * step;
            long of = source + i * sourceStep;
            switch (bytes) {
                case Byte.BYTES -> memory.set(ValueLayout.JAVA_BYTE, at, from.memory.get(ValueLayout.JAVA_BYTE, of));
                case Short.BYTES ->
                    memory.setAtIndex(ValueLayout.JAVA_SHORT, at, from.memory.getAtIndex(ValueLayout.JAVA_SHORT, of));
                case Integer.BYTES ->
                    memory.setAtIndex(ValueLayout.JAVA_INT, at, from.memory.getAtIndex(ValueLayout.JAVA_INT, of));
                default -> memory.setAtIndex(ValueLayout.JAVA_LONG, at, from.memory.getAtIndex(ValueLayout.JAVA_LONG, of));
            }
        }
    }
}
