package io.ringmaster.tensor;

/// The upper 16 bits of a float32.
public final class Bfloat16 {

    private static final int QUIET_NAN = 0x7FC0;

    private Bfloat16() {}

    /// Exact.
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /// The nearest there is; of two equally near the even one. NaN stays NaN.
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (value != value) {
            return (short) (bits >>> 16 | QUIET_NAN);
        }
        return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
    }

    /// As [#of(float)], rounded once.
    public static short of(double value) {
        float near = (float) value;
        // Where the first rounding hid on which side of a tie the value lies, step back to that side.
        if (near != value && (Float.floatToRawIntBits(near) & 0xFFFF) == 0x8000) {
            near = value > near ? Math.nextUp(near) : Math.nextDown(near);
        }
        return of(near);
    }
}
