package io.ringmaster.optim;

import io.ringmaster.optim.Grouping.Group;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Changes parameters by their gradients; an [Algorithm] makes one.
///
/// ```java
/// optimizer.zeroGradients();
/// Loss.crossEntropy(model.forward(images), labels).backward();
/// optimizer.clipNorm(1.0);
/// optimizer.step(schedule, step);
/// ```
/// State: what the algorithm keeps of each element and how many steps each parameter took, freed by [#close]; the
/// parameters stay.
/// Thread: one at a time.
public final class Optimizer implements AutoCloseable {

    private final Memory memory;
    private final List<Group> groups;
    private final Map<String, Tensor> moments = new LinkedHashMap<>();
    private final IdentityHashMap<Group, List<Updates.Piece>> wholes = new IdentityHashMap<>();
    private final Tensor steps;
    private final MemorySegment counts;

    Optimizer(Memory memory, Grouping grouping) {
        this.memory = memory;
        groups = grouping.split(memory.slots());
        Tensor sample = memory.sample();
        Shape flat = Shape.of(memory.slots().getLast().end());
        for (Group group : groups) {
            for (String name : group.algorithm().state()) {
                moments.computeIfAbsent(name, _ -> zeros(flat, sample.dtype(), sample.device()));
            }
        }
        steps = zeros(Shape.of(memory.slots().size()), DType.INT64, Device.CPU);
        counts = steps.memory();
        groups.forEach(this::begin);
    }

    private static Tensor zeros(Shape shape, DType dtype, Device device) {
        return Scope.outside(() -> Tensor.zeros(shape, dtype, device));
    }

    private void begin(Group group) {
        double initial = group.algorithm().initialState();
        if (initial != 0) {
            group.slots().forEach(slot ->
                state(group, slot, slot.elements()).forEach(part -> part.fill(initial)));
        }
    }

    // Steps

    /// One step along the gradients that are there now, at the learning rates of the groups.
    public void step() {
        step((base, _) -> base, 0);
    }

    /// One step at this learning rate, in all groups.
    public void step(double learningRate) {
        step((_, _) -> learningRate, 0);
    }

    /// One step at the learning rates that a schedule has at `at`, counted from 0.
    public void step(Schedule schedule, long at) {
        for (Group group : groups) {
            step(group, schedule.rate(group.algorithm().learningRate(), at));
        }
    }

    private void step(Group group, double learningRate) {
        long steps = stepsOf(group.slots().getFirst());
        if (memory.isFlat() && haveTaken(group.slots(), steps)) {
            List<Updates.Piece> pieces = wholes.computeIfAbsent(group, whole -> List.copyOf(pieces(whole, whole.slots())));
            backend().run(stepOf(group, learningRate, steps + 1, pieces));
            taken(group.slots(), steps + 1);
            return;
        }
        Map<Long, List<Slot>> bySteps = group.slots().stream().filter(memory::isReady)
            .collect(Collectors.groupingBy(this::stepsOf, TreeMap::new, Collectors.toList()));
        Backend on = backend();
        bySteps.forEach((before, slots) -> {
            on.run(stepOf(group, learningRate, before + 1, pieces(group, slots)));
            taken(slots, before + 1);
        });
    }

    private static Updates.Step stepOf(Group group, double learningRate, long number, List<Updates.Piece> pieces) {
        Algorithm algorithm = group.algorithm();
        return new Updates.Step(algorithm.rule(learningRate, number), algorithm.ascends(), pieces);
    }

    private boolean haveTaken(List<Slot> slots, long count) {
        for (Slot slot : slots) {
            if (stepsOf(slot) != count) {
                return false;
            }
        }
        return true;
    }

    /// The slots' memory, neighbours as one where they may be.
    private List<Updates.Piece> pieces(Group group, List<Slot> slots) {
        boolean joins = memory.isFlat() && !group.algorithm().isPerParameter();
        List<Updates.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            Slot first = slots.get(i);
            while (joins && i + 1 < slots.size() && slots.get(i + 1).offset() == slots.get(i).end()) {
                i++;
            }
            long elements = slots.get(i).end() - first.offset();
            pieces.add(new Updates.Piece(
                memory.values(first, elements), memory.gradients(first, elements), state(group, first, elements)));
        }
        return pieces;
    }

    private List<Tensor> state(Group group, Slot first, long elements) {
        return group.algorithm().state().stream()
            .map(name -> moments.get(name).slice(first.offset(), Shape.of(elements))).toList();
    }

    private long stepsOf(Slot slot) {
        return counts.getAtIndex(ValueLayout.JAVA_LONG, slot.index());
    }

    /// Says that some parameters took a step, by now their `count`-th.
    private void taken(List<Slot> slots, long count) {
        for (Slot slot : slots) {
            counts.setAtIndex(ValueLayout.JAVA_LONG, slot.index(), count);
        }
        memory.changed(slots);
    }

    // Gradients

    /// Forgets all gradients, so that the next backward's stand alone. Without it they add up.
    public void zeroGradients() {
        memory.zeroGradients();
    }

    /// Scales all gradients down together where their norm is above a limit, and returns the norm they had, [].
    public Tensor clipNorm(double limit) {
        Hyperparameter.positive("limit of the gradients' norm", limit);
        Backend on = backend();
        Tensor norm = Tensor.empty(Shape.SCALAR, memory.sample().dtype(), on);
        List<Tensor> gradients = gradients();
        on.run(new Updates.Norm(gradients, Output.set(norm)));
        on.run(new Updates.ClipByNorm(limit, norm, gradients));
        return norm;
    }

    /// Brings each element of the gradients into [-limit, limit].
    public void clipValue(double limit) {
        Hyperparameter.positive("limit of gradients", limit);
        backend().run(new Updates.ClipByValue(limit, gradients()));
    }

    private Backend backend() {
        return Backends.current(memory.sample().backend());
    }

    private List<Tensor> gradients() {
        List<Slot> slots = memory.slots();
        if (memory.isFlat()) {
            return List.of(memory.gradients(slots.getFirst(), slots.getLast().end()));
        }
        return slots.stream().filter(memory::isReady).map(slot -> memory.gradients(slot, slot.elements())).toList();
    }

    // State

    /// What it remembers between steps, by name: for each element of the parameters, in order, the algorithm's state, and
    /// `step`, the number of steps of each parameter, int64 in the host's memory. To save them is to save all; what is
    /// written there is what the next step goes on from. Not to be closed.
    public Map<String, Tensor> state() {
        Map<String, Tensor> all = new LinkedHashMap<>(moments);
        all.put(OptimizerStateDict.STEP, steps);
        return all;
    }

    /// The same by parameter, as views, under the names that PyTorch's distributed checkpoints have:
    /// `state.0.weight.exp_avg`, `state.0.weight.step`, ... Not to be closed.
    public Map<String, Tensor> stateDict() {
        return byParameter().views();
    }

    /// Takes over a state by parameter, from [#stateDict] or from PyTorch. Parameters it lacks begin anew.
    ///
    /// Throws [IllegalArgumentException], with nothing changed, where names or shapes differ.
    public void loadStateDict(Map<String, Tensor> state) {
        byParameter().load(state);
    }

    /// Writes the [#stateDict] as a safetensors file, whole or not at all.
    public void save(Path file) {
        byParameter().write(file);
    }

    /// As [#loadStateDict], from a file that [#save] wrote or that holds PyTorch's state under the same names.
    public void load(Path file) {
        byParameter().read(file);
    }

    private OptimizerStateDict byParameter() {
        OptimizerStateDict all = new OptimizerStateDict();
        for (Group group : groups) {
            for (Slot slot : group.slots()) {
                Map<String, Tensor> views = new LinkedHashMap<>();
                group.algorithm().state().forEach(name ->
                    views.put(name, moments.get(name).slice(slot.offset(), slot.shape())));
                views.put(OptimizerStateDict.STEP, steps.slice(slot.index(), Shape.SCALAR));
                all.add(slot, views, group.algorithm().initialState());
            }
        }
        return all;
    }

    @Override
    public void close() {
        moments.values().forEach(Tensor::close);
        steps.close();
    }
}
