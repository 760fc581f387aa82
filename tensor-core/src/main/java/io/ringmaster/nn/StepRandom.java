package io.ringmaster.nn;

import io.ringmaster.tensor.random.RandomStream;

/// The randomness of one forward pass: each place that draws, in the order of the calls, has a stream of its own that
/// depends on (seed, step, shard) and on that order alone.
///
/// ```java
/// Tensor loss = StepRandom.within(seed, step, shard, () -> Loss.crossEntropy(model.forward(images), labels));
/// ```
public final class StepRandom {

    /// Apart from the sites of initial values and of data.
    private static final int FIRST_SITE = 1 << 16;

    private static final ScopedValue<StepRandom> CURRENT = ScopedValue.newInstance();

    private final long seed;
    private final long step;
    private final int shard;
    private int site = FIRST_SITE;

    private StepRandom(long seed, long step, int shard) {
        this.seed = seed;
        this.step = step;
        this.shard = shard;
    }

    /// Runs `body`, whose dropouts then draw from this step's and shard's streams.
    public static <T, X extends Throwable> T within(
        long seed, long step, int shard, ScopedValue.CallableOp<? extends T, X> body) throws X {
        return ScopedValue.where(CURRENT, new StepRandom(seed, step, shard)).call(body);
    }

    /// Throws [IllegalStateException] outside of [#within].
    public static StepRandom current() {
        return CURRENT.orElseThrow(() -> new IllegalStateException(
            "a training forward draws random numbers outside a step; run it in StepRandom.within(seed, step, shard, "
                + "...), or call eval() on the module"));
    }

    /// The stream of the next place that draws.
    public RandomStream nextStream() {
        return new RandomStream(seed, step, shard, site++);
    }
}
