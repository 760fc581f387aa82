package io.ringmaster.tensor.random;

/// Philox4x32-10: a block cipher turned random generator. The same counter and key give the same four words on every
/// device, so a stream needs no state, only an address.
///
/// Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"; constants as in Random123.
public final class Philox {

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_0 = 0xD2511F53L;
    private static final long MULTIPLIER_1 = 0xCD9E8D57L;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final long LOW = 0xFFFFFFFFL;

    private Philox() {}

    /// Writes the four words of one counter.
    ///
    /// @param counter the counter's words, least significant first; replaced by the result
    public static void encrypt(int[] counter, int key0, int key1) {
        int x0 = counter[0];
        int x1 = counter[1];
        int x2 = counter[2];
        int x3 = counter[3];
        int k0 = key0;
        int k1 = key1;
        for (int round = 0; round < ROUNDS; round++) {
            long product0 = MULTIPLIER_0 * (x0 & LOW);
            long product1 = MULTIPLIER_1 * (x2 & LOW);
            x0 = (int) (product1 >>> 32) ^ x1 ^ k0;
            x1 = (int) product1;
            x2 = (int) (product0 >>> 32) ^ x3 ^ k1;
            x3 = (int) product0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        counter[0] = x0;
        counter[1] = x1;
        counter[2] = x2;
        counter[3] = x3;
    }
}
