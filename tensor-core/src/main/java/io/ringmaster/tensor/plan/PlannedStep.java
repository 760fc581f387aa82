package io.ringmaster.tensor.plan;

import io.ringmaster.nn.StepContext;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

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
/// Where the body reads a value ([Tensor#item] and its kin), what it did so far runs at once, without a plan, and so
/// does the rest of that run.
///
/// State: the memory of the newest plans, freed by [#close].
/// Thread: one at a time.
public final class PlannedStep implements AutoCloseable {

    /// Shapes that come again are few: whole batches, the epoch's last one, each for a shard or two.
    private static final int MOST_PLANS = 8;

    private final Backend backend;
    private final Optional<Watched> watched;
    private final Deque<Plan> newest = new ArrayDeque<>();
    private final Deque<Known> repetitions = new ArrayDeque<>();
    private long planned;

    /// One run of a body that does the same as before.
    ///
    /// @param key    what else the body depends on: where it is equal, the body does the same
    /// @param step   whose random numbers are drawn, with those of `shard`
    /// @param inputs contiguous; their values and places may be others each time
    public record Repeat(Object key, long step, int shard, List<Tensor> inputs) {}

    /// What came of a body's first run.
    ///
    /// @param repetition if it can be run again without the body
    private record Known(Repeat first, List<Shape> shapes, List<DType> dtypes, Optional<Repetition> repetition) {

        private static Known of(Repeat first, Optional<Repetition> repetition) {
            return new Known(new Repeat(first.key(), first.step(), first.shard(), List.of()),
                first.inputs().stream().map(Tensor::shape).toList(), first.inputs().stream().map(Tensor::dtype).toList(), repetition);
        }

        private boolean fits(Repeat what) {
            if (!first.key().equals(what.key()) || shapes.size() != what.inputs().size()) {
                return false;
            }
            for (int at = 0; at < shapes.size(); at++) {
                Tensor input = what.inputs().get(at);
                if (input.dtype() != dtypes.get(at) || !input.shape().equals(shapes.get(at))) {
                    return false;
                }
            }
            return true;
        }
    }

    private PlannedStep(Backend backend, Optional<Watched> watched) {
        this.backend = backend;
        this.watched = watched;
    }

    /// On the device's backend, or what stands in for it now.
    public static PlannedStep on(Device device) {
        return new PlannedStep(Backends.current(Backends.of(device)), Optional.empty());
    }

    /// As [#on(Device)], on the device of memory of which [#repeat(Repeat, Function, IntConsumer)] tells when it is complete.
    public static PlannedStep watching(Watched watched) {
        return new PlannedStep(Backends.current(watched.memory().backend()), Optional.of(watched));
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
            if (!recorder.ranEarly()) {
                BitSet wanted = slotsOf(results);
                recorder.addOwn(wanted);
                planFor(recorder, wanted).run(recorder, backend.allocator());
            }
            results.forEach(made::keep);
            return results;
        } finally {
            recorder.end();
        }
    }

    /// As [#runAll(Supplier)], and tells of each part of what is watched, once the body has run.
    public List<Tensor> runAll(Supplier<List<Tensor>> body, IntConsumer complete) {
        List<Tensor> results = runAll(body);
        tellOfAll(complete);
        return results;
    }

    private void tellOfAll(IntConsumer complete) {
        IntStream.range(0, watched.map(memory -> memory.ends().size()).orElse(0)).forEach(complete);
    }

    /// Runs a body that does the same each time, and is a function of the tensors it is given: it is called once for each
    /// key and shapes, and its kernels run again without it. It draws random numbers from [StepContext]'s streams alone,
    /// and what it leaves behind besides its result, such as gradients, has memory before.
    ///
    /// The results lie in the plan's memory and are good until the next call of this. Where the body reads a value, or
    /// takes a stream's numbers itself instead of leaving that to a kernel as dropout does, it is called each time, as
    /// [#runAll] does.
    public List<Tensor> repeat(Repeat what, Function<List<Tensor>, List<Tensor>> body) {
        return repeat(what, body, _ -> {});
    }

    /// As [#repeat(Repeat, Function)], and tells of each part of what is watched, once, as soon as it is as this run leaves it,
    /// which is known from the first run on. Then the run goes on, and may not be called meanwhile.
    ///
    /// @param complete is given the part's number, from 0
    public List<Tensor> repeat(Repeat what, Function<List<Tensor>, List<Tensor>> body, IntConsumer complete) {
        for (Iterator<Known> all = repetitions.iterator(); all.hasNext(); ) {
            Known known = all.next();
            if (known.fits(what)) {
                all.remove();
                repetitions.addFirst(known);
                Optional<Repetition> repetition = known.repetition();
                return repetition.isPresent() ? repetition.get().run(what, complete) : runAll(() -> body.apply(what.inputs()), complete);
            }
        }
        return record(what, body, complete);
    }

    private List<Tensor> record(Repeat what, Function<List<Tensor>, List<Tensor>> body, IntConsumer complete) {
        try (Scope made = Scope.open()) {
            var recorded = Repetition.of(backend, watched, what.inputs(), body);
            if (repetitions.size() == MOST_PLANS) {
                repetitions.removeLast().repetition().ifPresent(Repetition::close);
            }
            repetitions.addFirst(Known.of(what, recorded.repetition()));
            planned++;
            if (recorded.repetition().isPresent()) {
                return recorded.repetition().get().run(what, complete);
            }
            tellOfAll(complete);
            recorded.results().forEach(made::keep);
            return recorded.results();
        }
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
        repetitions.forEach(known -> known.repetition().ifPresent(Repetition::close));
        repetitions.clear();
    }
}
