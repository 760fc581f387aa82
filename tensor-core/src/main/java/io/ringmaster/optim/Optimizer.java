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
import java.util.HashMap;
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
    private final Map<Range, List<List<Updates.Piece>>> flatPieces = new HashMap<>();
    private final Tensor steps;
    private final MemorySegment counts;

    /// Elements of all parameters, which are counted in their order from 0.
    ///
    /// @param to one past the last
    public record Range(long from, long to) {}

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
                state(group, slot.offset(), slot.elements()).forEach(part -> part.fill(initial)));
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
        if (memory instanceof FlatMemory flat && inStep()) {
            stepRange(flat, new Range(0, flat.elements()), schedule, at);
            countStep();
        } else {
            groups.forEach(group -> stepSlots(group, schedule.rate(group.algorithm().learningRate(), at)));
        }
    }

    /// Whether a step may be taken range by range: the parameters lie side by side, have taken equally many steps, and
    /// what becomes of one element depends on no other.
    public boolean stepsInRanges() {
        return memory instanceof FlatMemory && inStep() && groups.stream().noneMatch(group -> group.algorithm().isPerParameter());
    }

    /// The part of a step that changes some elements. When each element has had its part, [#countStep] ends the step.
    /// Throws [IllegalStateException] unless the optimizer [#stepsInRanges].
    public void stepRange(Range range, Schedule schedule, long at) {
        if (!stepsInRanges() || !(memory instanceof FlatMemory flat)) {
            throw new IllegalStateException("a step in ranges over parameters that lie apart, have taken unequal numbers of steps, "
                + "or step each as a whole; take it with step(schedule, at)");
        }
        stepRange(flat, range, schedule, at);
    }

    /// Ends a step that was taken range by range.
    public void countStep() {
        for (Slot slot : memory.slots()) {
            counts.setAtIndex(ValueLayout.JAVA_LONG, slot.index(), stepsOf(slot) + 1);
        }
        memory.changed(memory.slots());
    }

    private void stepRange(FlatMemory flat, Range range, Schedule schedule, long at) {
        List<List<Updates.Piece>> ofGroups = flatPieces.computeIfAbsent(
            range, _ -> groups.stream().map(group -> pieces(flat, group, range)).toList());
        long steps = stepsOf(memory.slots().getFirst()) + 1;
        for (int index = 0; index < groups.size(); index++) {
            Algorithm algorithm = groups.get(index).algorithm();
            if (!ofGroups.get(index).isEmpty()) {
                double rate = schedule.rate(algorithm.learningRate(), at);
                backend().run(stepOf(algorithm, rate, steps, ofGroups.get(index)));
            }
        }
    }

    private boolean inStep() {
        long count = stepsOf(memory.slots().getFirst());
        for (Slot slot : memory.slots()) {
            if (stepsOf(slot) != count) {
                return false;
            }
        }
        return true;
    }

    /// The memory of a group's elements in a range, neighbours as one where they may be.
    private List<Updates.Piece> pieces(FlatMemory flat, Group group, Range range) {
        boolean joins = !group.algorithm().isPerParameter();
        List<Slot> slots = group.slots();
        List<Updates.Piece> pieces = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            long from = Math.max(range.from, slots.get(i).offset());
            while (joins && i + 1 < slots.size() && slots.get(i + 1).offset() == slots.get(i).end()) {
                i++;
            }
            long elements = Math.min(range.to, slots.get(i).end()) - from;
            if (elements > 0) {
                pieces.add(new Updates.Piece(
                    flat.values(from, elements), flat.gradients(from, elements), state(group, from, elements)));
            }
        }
        return List.copyOf(pieces);
    }

    private void stepSlots(Group group, double learningRate) {
        Map<Long, List<Slot>> bySteps = group.slots().stream().filter(memory::isReady)
            .collect(Collectors.groupingBy(this::stepsOf, TreeMap::new, Collectors.toList()));
        Backend on = backend();
        bySteps.forEach((before, slots) -> {
            List<Updates.Piece> pieces = slots.stream().map(slot -> new Updates.Piece(memory.values(slot), memory.gradients(slot),
                state(group, slot.offset(), slot.elements()))).toList();
            on.run(stepOf(group.algorithm(), learningRate, before + 1, pieces));
            taken(slots, before + 1);
        });
    }

    private static Updates.Step stepOf(Algorithm algorithm, double learningRate, long number, List<Updates.Piece> pieces) {
        return new Updates.Step(algorithm.rule(learningRate, number), algorithm.ascends(), pieces);
    }

    private List<Tensor> state(Group group, long from, long elements) {
        return group.algorithm().state().stream().map(name -> moments.get(name).slice(from, Shape.of(elements))).toList();
    }

    private long stepsOf(Slot slot) {
        steps.requireLive();
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
        return switch (memory) {
            case FlatMemory flat -> List.of(flat.gradients(0, flat.elements()));
            case SeparateMemory separate -> separate.slots().stream().filter(separate::isReady).map(separate::gradients).toList();
        };
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
