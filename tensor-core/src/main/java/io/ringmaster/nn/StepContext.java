package io.ringmaster.nn;

import io.ringmaster.tensor.random.RandomStream;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a training forward depends on beyond its module and its input: where it stands in the run.
///
/// Each place that draws random numbers, in the order of the calls, has a stream of its own that depends on (seed, step,
/// shard) and on that order alone. Statistics of the batch, batch norm's, are taken over at once where a step is computed
/// whole; where it is cut into shards, each leaves its part to whoever commits the step, see
/// [ParameterBuffer#commitStatistics].
///
/// ```java
/// Tensor loss = StepContext.ofStep(seed, step).call(() -> Loss.crossEntropy(model.forward(images), labels));
/// ```
/// State: one forward pass; the next takes a new one.
public final class StepContext {

    /// Apart from the sites of initial values and of data.
    private static final int FIRST_SITE = 1 << 16;

    private static final ScopedValue<StepContext> CURRENT = ScopedValue.newInstance();
    private static final ScopedValue<Boolean> REPLAYED = ScopedValue.newInstance();
    private static final ScopedValue<Consumer<RandomStream>> LISTENER = ScopedValue.newInstance();

    private final long seed;
    private final long step;
    private final int shard;
    private final boolean sharded;
    private final double weight;
    private final Set<RunningStatistic> followed = Collections.newSetFromMap(new IdentityHashMap<>());
    private int site = FIRST_SITE;

    private StepContext(long seed, long step, int shard, boolean sharded, double weight) {
        this.seed = seed;
        this.step = step;
        this.shard = shard;
        this.sharded = sharded;
        this.weight = weight;
    }

    /// A step computed whole, as in a loop of one's own.
    public static StepContext ofStep(long seed, long step) {
        return new StepContext(seed, step, 0, false, 1);
    }

    /// One shard of a step.
    ///
    /// @param weight its samples over all of the step's
    public static StepContext ofShard(long seed, long step, int shard, double weight) {
        if (!(weight >= 0 && weight <= 1)) {
            throw new IllegalArgumentException(
                "shard %d weighs %s; it is the shard's samples over the step's, from 0 to 1".formatted(shard, weight));
        }
        return new StepContext(seed, step, shard, true, weight);
    }

    /// Runs `body`, a forward pass, in this context.
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> body) throws X {
        return ScopedValue.where(CURRENT, this).call(body);
    }

    /// The stream of the next place that draws. Throws [IllegalStateException] outside of [#call].
    public static RandomStream nextStream() {
        StepContext context = CURRENT.orElseThrow(() -> new IllegalStateException(
            "a training forward draws random numbers outside a step; run it in StepContext.ofStep(seed, step).call(...), or "
                + "call eval() on the module"));
        RandomStream stream = new RandomStream(context.seed, context.step, context.shard, context.site++);
        if (LISTENER.isBound()) {
            LISTENER.get().accept(stream);
        }
        return stream;
    }

    /// Runs `body` and tells `listener` of each stream that [#nextStream] gives out meanwhile.
    public static <T> T listening(Consumer<RandomStream> listener, Supplier<T> body) {
        return ScopedValue.where(LISTENER, listener).call(body::get);
    }

    /// What runs a part of the forward pass that begins here again, later: it draws the same numbers, and statistics of the
    /// batch, which were taken the first time, stay as they are.
    static Replay replay() {
        return CURRENT.isBound() ? new Replay(Optional.of(CURRENT.get()), CURRENT.get().site) : new Replay(Optional.empty(), 0);
    }

    /// See [StepContext#replay].
    ///
    /// @param context where the part began, if in any
    /// @param site    of its first random numbers
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    record Replay(Optional<StepContext> context, int site) {

        <T> T call(ScopedValue.CallableOp<? extends T, RuntimeException> body) {
            ScopedValue.Carrier again = ScopedValue.where(REPLAYED, true);
            return context.map(context -> again.where(CURRENT, context.at(site))).orElse(again).call(body);
        }
    }

    private StepContext at(int place) {
        StepContext again = new StepContext(seed, step, shard, sharded, weight);
        again.site = place;
        return again;
    }

    /// Whether the forward pass runs again what it ran before, so that nothing is counted twice.
    static boolean isReplayed() {
        return REPLAYED.orElse(false);
    }

    /// Whether statistics of the batch are left, weighted, to whoever commits the step.
    static boolean isSharded() {
        return CURRENT.isBound() && CURRENT.get().sharded;
    }

    /// The shard's part of the step's samples, where [#isSharded], for a statistic that follows this shard's batch.
    static double weightFor(RunningStatistic statistic) {
        StepContext context = CURRENT.get();
        if (!context.followed.add(statistic)) {
            throw new IllegalStateException("%s follows two batches in one forward pass of shard %d; a module that keeps running "
                .formatted(statistic.title(), context.shard) + "statistics is used once in a net that trains in shards");
        }
        return context.weight;
    }
}
