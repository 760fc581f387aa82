package io.ringmaster.tensor.plan;

import io.ringmaster.nn.StepContext;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.backend.kernel.Kernel;
import io.ringmaster.tensor.random.RandomStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntConsumer;

/// A recording that runs again and again, in places that stay, over inputs that lie elsewhere each time.
///
/// State: its memory, freed by [#close].
final class Repetition implements AutoCloseable {

    private final Backend backend;
    private final Recorder recorder;
    private final List<Tensor> inputs = new ArrayList<>();
    private List<Tensor> results = List.of();
    private Block memory;
    private Runnable[] kernels = {};

    /// See [Watched#completedAfter].
    private int[][] completed = {{}};
    private long step;
    private int shard;

    private Repetition(Backend backend) {
        this.backend = backend;
        recorder = new Recorder(backend);
    }

    /// What came of recording a body.
    ///
    /// @param repetition if all that the body did was recorded, so that it can be run again; else `results` are this run's
    record Recorded(Optional<Repetition> repetition, List<Tensor> results) {}

    /// Records a body. Where it reads a value or draws random numbers itself, not in a kernel that can draw others, it has
    /// run, over the inputs given.
    static Recorded of(
            Backend backend, Optional<Watched> watched, List<Tensor> given, Function<List<Tensor>, List<Tensor>> body) {
        Repetition recorded = new Repetition(backend);
        for (Tensor input : given) {
            Tensor stand = Tensor.empty(Layout.contiguous(input.shape()), input.dtype(), recorded.recorder);
            recorded.inputs.add(stand);
            block(stand).bind(place(input));
        }
        try {
            Set<RandomStream> streams = new HashSet<>();
            recorded.results = StepContext.listening(streams::add,
                () -> Backends.withStandIn(recorded.recorder, () -> body.apply(List.copyOf(recorded.inputs))));
            recorded.recorder.kernels().forEach(kernel -> kernel.stream().ifPresent(streams::remove));
            if (!streams.isEmpty()) {
                recorded.recorder.runEarly();
            }
            boolean whole = !recorded.recorder.ranEarly();
            if (whole) {
                recorded.plan();
                List<Kernel> kernels = recorded.recorder.kernels();
                recorded.completed = watched.map(memory -> memory.completedAfter(kernels)).orElse(new int[kernels.size() + 1][0]);
            }
            return new Recorded(whole ? Optional.of(recorded) : Optional.empty(), recorded.results);
        } finally {
            recorded.recorder.endUnlessHeld();
        }
    }

    private void plan() {
        try {
            place();
            recorder.hold();
            kernels = recorder.kernels().stream().map(this::prepared).toArray(Runnable[]::new);
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    private void place() {
        List<DeferredBlock> blocks = recorder.blocks();
        List<Long> bytes = blocks.stream().map(DeferredBlock::bytes).toList();
        Lifetimes lifetimes = Lifetimes.of(recorder.kernels(), blocks.size());
        for (Tensor result : results) {
            if (result.block() instanceof DeferredBlock block) {
                lifetimes.keep(block.slot());
            }
        }
        BitSet elsewhere = new BitSet();
        recorder.addOwn(elsewhere);
        inputs.forEach(input -> elsewhere.set(block(input).slot()));
        MemoryPlan layout = MemoryPlan.of(blocks.size(), lifetimes.uses(bytes, elsewhere));
        memory = backend.allocator().allocate(layout.bytes());
        for (DeferredBlock block : blocks) {
            if (layout.has(block.slot())) {
                block.place(memory.memory().asSlice(layout.offsets().get(block.slot()), block.bytes()));
            }
        }
    }

    private Runnable prepared(Kernel kernel) {
        return kernel.stream().isPresent() ? () -> backend.run(kernel.at(step, shard)) : backend.prepared(kernel);
    }

    /// Runs the kernels as they are at a place in the run. The results are good until it runs again.
    ///
    /// @param complete is told of each part of what is watched
    List<Tensor> run(PlannedStep.Repeat what, IntConsumer complete) {
        for (int at = 0; at < inputs.size(); at++) {
            block(inputs.get(at)).bind(place(what.inputs().get(at)));
        }
        step = what.step();
        shard = what.shard();
        tell(completed[0], complete);
        for (int at = 0; at < kernels.length; at++) {
            kernels[at].run();
            tell(completed[at + 1], complete);
        }
        return results;
    }

    private static void tell(int[] parts, IntConsumer complete) {
        for (int part : parts) {
            complete.accept(part);
        }
    }

    private static DeferredBlock block(Tensor own) {
        return (DeferredBlock) own.block();
    }

    private static MemorySegment place(Tensor input) {
        if (!input.isContiguous()) {
            throw new ShapeException("%s is no input of a step that repeats; it takes contiguous ones", input);
        }
        long bytes = input.dtype().bytes();
        return input.memory().asSlice(input.layout().offset() * bytes, input.elements() * bytes);
    }

    @Override
    public void close() {
        recorder.end();
        recorder.blocks().forEach(DeferredBlock::close);
        if (memory != null) {
            memory.close();
        }
    }
}
