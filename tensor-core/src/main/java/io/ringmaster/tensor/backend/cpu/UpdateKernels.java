package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.UpdateRule;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Loops over flat float32 memory, in blocks.
final class UpdateKernels {

    private UpdateKernels() {}

    static void run(Updates update) {
        switch (update) {
            case Updates.Step step -> step.pieces().forEach(piece -> step(step, piece));
            case Updates.MoveTowards(var momentum, var values, var found) ->
                moveTowards((float) momentum, values, found);
            case Updates.Norm(var parts, var y) -> norm(parts, y);
            case Updates.ClipByNorm clip -> clip(clip);
            case Updates.ClipByValue(var limit, var parts) -> clip((float) limit, parts);
        }
    }

    private static void step(Updates.Step step, Updates.Piece piece) {
        UpdateBlock blocks = UpdateBlock.get();
        boolean ascends = step.ascends();
        switch (step.rule()) {
            case UpdateRule.Sgd sgd -> blocks.forEach(piece, ascends, (block, count) -> UpdateLoops.sgd(sgd, block, count));
            case UpdateRule.Adam adam -> blocks.forEach(piece, ascends, (block, count) -> UpdateLoops.adam(adam, block, count));
            case UpdateRule.RmsProp rmsProp ->
                blocks.forEach(piece, ascends, (block, count) -> UpdateLoops.rmsProp(rmsProp, block, count));
            case UpdateRule.Adagrad adagrad ->
                blocks.forEach(piece, ascends, (block, count) -> UpdateLoops.adagrad(adagrad, block, count));
            case UpdateRule.Lamb lamb -> {
                blocks.squares.clear();
                blocks.spareSquares.clear();
                blocks.forEach(piece, ascends, (block, count) -> LambLoops.measure(lamb, block, count));
                double trust = lamb.trust(Math.sqrt(blocks.squares.total()), Math.sqrt(blocks.spareSquares.total()));
                blocks.forEach(piece, ascends, (block, count) -> LambLoops.follow(lamb, trust, block, count));
            }
        }
    }

    private static void moveTowards(float momentum, Tensor values, Tensor found) {
        UpdateBlock.get().forEach(new Updates.Piece(values, found, List.of()), false,
            (block, count) -> UpdateLoops.moveTowards(momentum, block, count));
    }

    private static void norm(List<Tensor> parts, Output y) {
        UpdateBlock block = UpdateBlock.get();
        block.squares.clear();
        for (Tensor part : parts) {
            for (long at = 0; at < part.elements(); at += UpdateBlock.SIZE) {
                int count = (int) Math.min(UpdateBlock.SIZE, part.elements() - at);
                Scratch.load(part.memory(), at, 1, block.values, count);
                block.squares.add(block.values, count);
            }
        }
        Scratch.put(y.tensor().memory(), y.adds(), 0, (float) Math.sqrt(block.squares.total()));
    }

    private static void clip(Updates.ClipByNorm clip) {
        double factor = clip.factor(Scratch.at(clip.norm().memory(), 0));
        if (factor != 1) {
            clip.parts().forEach(part -> scale(part.memory(), (float) factor));
        }
    }

    private static void clip(float limit, List<Tensor> parts) {
        parts.forEach(part -> change(part.memory(), (values, count) -> {
            for (int i = 0; i < count; i++) {
                values[i] = Math.max(-limit, Math.min(limit, values[i]));
            }
        }));
    }

    static void accumulate(MemorySegment into, MemorySegment from) {
        Scratch scratch = Scratch.get();
        long elements = into.byteSize() / Float.BYTES;
        for (long at = 0; at < elements; at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, elements - at);
            Scratch.load(into, at, 1, scratch.a, count);
            Scratch.load(from, at, 1, scratch.b, count);
            for (int i = 0; i < count; i++) {
                scratch.a[i] += scratch.b[i];
            }
            Scratch.store(scratch.a, into, at, count);
        }
    }

    static void scale(MemorySegment values, float factor) {
        change(values, (block, count) -> {
            for (int i = 0; i < count; i++) {
                block[i] *= factor;
            }
        });
    }

    /// Changes the front of a block.
    @FunctionalInterface
    private interface Change {

        void of(float[] values, int count);
    }

    private static void change(MemorySegment values, Change change) {
        Scratch scratch = Scratch.get();
        long elements = values.byteSize() / Float.BYTES;
        for (long at = 0; at < elements; at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, elements - at);
            Scratch.load(values, at, 1, scratch.a, count);
            change.of(scratch.a, count);
            Scratch.store(scratch.a, values, at, count);
        }
    }
}
