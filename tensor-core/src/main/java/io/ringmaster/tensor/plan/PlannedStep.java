package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.kernel.Kernel;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// A body of tensor work that is run again and again, such as a training step's forward and backward.
///
/// ```java
/// try (PlannedStep step = PlannedStep.on(Device.CPU)) {
///     for (Batch batch : batches) {
///         try (Scope _ = Scope.open()) {
///             Tensor loss = step.run(() -> {
///                 Tensor mean = Loss.crossEntropy(model.forward(batch.features()), batch.labels());
///                 mean.backward();
///                 return mean;
///             });
///         }
///     }
/// }
/// ```
/// Each run writes down what the body does, which takes microseconds, and compares it with what it did before. What is
/// new is planned: all that the body makes gets a place in one piece of memory, shared by what is never needed at once.
/// What was planned runs in its places: nothing is taken from the system. The kernels are those that run without a plan,
/// so the results have the same bits. A body may do something else each time, as its code says.
///
/// A body that depends on nothing but its inputs, a key and what lies in memory need not even run: [#replay] runs the kernels of
/// its first run over the new inputs, and takes next to nothing from the Java heap.
///
/// Where the body reads a value ([Tensor#item] and its kin), what it did so far runs at once, without a plan, and so
/// does the rest of that run.
///
/// State: the memory of the newest plans, freed by [#close].
/// Thread: one at a time.
public final class PlannedStep implements AutoCloseable {

    /// Shapes that come again are few: whole batches, the epoch's last one, each for a shard or two.
    private static final int MOST_PLANS = 8;

    private final Backend backend;
    private final Deque<Plan> newest = new ArrayDeque<>();
    private final Deque<Replay> replays = new ArrayDeque<>();
    private long planned;

    private PlannedStep(Backend backend) {
        this.backend = backend;
    }

    /// On the device's backend, or what stands in for it now.
    public static PlannedStep on(Device device) {
        return new PlannedStep(Backends.current(Backends.of(device)));
    }

    /// Runs the body and returns what it returns. Every other tensor that it makes is gone afterwards.
    ///
    /// The result belongs to the scope that is open here, or to the caller.
    public Tensor run(Supplier<Tensor> body) {
        return runAll(() -> List.of(body.get())).getFirst();
    }

    /// As [#run(Supplier)], with several results.
    public List<Tensor> runAll(Supplier<List<Tensor>> body) {
        Recorder recorder = new Recorder(backend);
        try (Scope made = Scope.open()) {
            List<Tensor> results = Backends.withStandIn(recorder, body);
            run(recorder, results);
            results.forEach(made::keep);
            return results;
        } finally {
            recorder.end();
        }
    }

    private void run(Recorder recorder, List<Tensor> results) {
        if (!recorder.ranEarly()) {
            BitSet wanted = slotsOf(results);
            recorder.addOwn(wanted);
            planFor(recorder, wanted).place(recorder, backend.allocator());
            recorder.run();
        }
    }

    /// Computes what the body makes of its inputs, without running the body where that was done before for an equal key and
    /// inputs of the same layouts. Only where the body reads a value, draws random numbers or updates parameters does it run
    /// each time.
    ///
    /// The result lies in the plan's memory, good until the next call of this or [#close].
    ///
    /// @param key    all that the body's work depends on besides its inputs and what lies in memory: the mode of a module, a
    ///               shard's weight
    /// @param inputs that want no gradient, to be used by the body as it gets them
    public Tensor replay(Object key, List<Tensor> inputs, Function<List<Tensor>, Tensor> body) {
        Replay known = known(key, inputs);
        return known == null ? first(key, inputs, body) : known.run(inputs);
    }

    private Replay known(Object key, List<Tensor> inputs) {
        for (Replay replay : replays) {
            if (replay.fits(key, inputs)) {
                return replay;
            }
        }
        return null;
    }

    private Tensor first(Object key, List<Tensor> inputs, Function<List<Tensor>, Tensor> body) {
        Recorder recorder = new Recorder(backend);
        ReplayInputs replaced = ReplayInputs.of(inputs, backend);
        boolean again = false;
        try (Scope made = Scope.open()) {
            Tensor result = Backends.withStandIn(recorder, () -> body.apply(replaced.tensors()));
            again = !recorder.ranEarly() && recorder.kernels().stream().noneMatch(Kernel::belongsToOneStep);
            if (!again) {
                run(recorder, List.of(result));
                return made.keep(result);
            }
            BitSet wanted = slotsOf(List.of(result));
            recorder.addOwn(wanted);
            Plan plan = Plan.of(recorder, wanted, backend.allocator());
            planned++;
            plan.place(recorder, backend.allocator());
            return remember(new Replay(key, replaced, plan, recorder, result)).run(inputs);
        } finally {
            if (!again) {
                recorder.end();
            }
        }
    }

    private Replay remember(Replay replay) {
        if (replays.size() == MOST_PLANS) {
            replays.removeLast().close();
        }
        replays.addFirst(replay);
        return replay;
    }

    /// How many plans were made so far: it stays while the body does what it did before.
    public long planned() {
        return planned;
    }

    private static BitSet slotsOf(List<Tensor> results) {
        BitSet slots = new BitSet();
        for (Tensor result : results) {
            if (result.block() instanceof DeferredBlock deferred) {
                slots.set(deferred.slot());
            }
        }
        return slots;
    }

    private Plan planFor(Recorder recorder, BitSet wanted) {
        for (Iterator<Plan> plans = newest.iterator(); plans.hasNext(); ) {
            Plan plan = plans.next();
            if (plan.fits(recorder, wanted)) {
                plans.remove();
                newest.addFirst(plan);
                return plan;
            }
        }
        if (newest.size() == MOST_PLANS) {
            newest.removeLast().close();
        }
        Plan plan = Plan.of(recorder, wanted, backend.allocator());
        planned++;
        newest.addFirst(plan);
        return plan;
    }

    @Override
    public void close() {
        newest.forEach(Plan::close);
        newest.clear();
        replays.forEach(Replay::close);
        replays.clear();
    }
}
