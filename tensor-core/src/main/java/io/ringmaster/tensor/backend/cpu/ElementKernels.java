package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Comparison;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.host.IntegerElements;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.Arrays;

/// Functions of single elements, in blocks of float32.
final class ElementKernels {

    private ElementKernels() {}

    /// Fills the scratch's y from its a, b and c, `count` elements.
    @FunctionalInterface
    interface BlockFunction {

        void apply(Scratch scratch, int count);
    }

    static Runnable prepared(Elements elements) {
        return FlatElements.of(elements).orElse(() -> run(elements));
    }

    static void run(Elements elements) {
        if (elements instanceof Elements.Copy(var x, var y) && x.dtype() == y.tensor().dtype() && !y.adds()) {
            copyBits(x, y.tensor());
        } else if (IntegerElements.takes(elements)) {
            IntegerElements.run(elements);
        } else {
            runFloats(elements);
        }
    }

    private static void runFloats(Elements elements) {
        switch (elements) {
            case Elements.Fill(var value, var y) -> fill((float) value, y);
            case Elements.Copy(var x, var y) -> each(x, y, (scratch, count) -> System.arraycopy(scratch.a, 0, scratch.y, 0, count));
            case Elements.Map(var function, var x, var y) ->
                each(x, y, (scratch, count) -> UnaryLoops.apply(function, scratch, count));
            case Elements.MapGradient(var function, var of, var dy, var y) ->
                zip(of, dy, y, (scratch, count) -> UnaryGradientLoops.apply(function, scratch, count));
            case Elements.Zip(var function, var a, var b, var y) ->
                zip(a, b, y, (scratch, count) -> BinaryLoops.apply(function, scratch, count));
            case Elements.ZipScalar(var function, var a, var b, var y) -> {
                Arrays.fill(Scratch.get().b, (float) b);
                each(a, y, (scratch, count) -> BinaryLoops.apply(function, scratch, count));
            }
            case Elements.ZipGradient(var function, var side, var a, var b, var dy, var y) ->
                zip(a, b, dy, y, (scratch, count) -> BinaryLoops.gradient(function, side, scratch, count));
            case Elements.Compare(var comparison, var a, var b, var y) -> compare(comparison, a, b, y.tensor());
            case Elements.CompareScalar(var comparison, var a, var b, var y) -> compare(comparison, a, b, y.tensor());
            case Elements.Where(var condition, var a, var b, var y) -> choose(condition, a, b, y);
            case Elements.Dropout(var mask, var x, var y) -> dropout(mask, x, y);
        }
    }

    private static void copyBits(Tensor x, Tensor y) {
        if (TiledCopy.run(x, y)) {
            return;
        }
        WalkOrder order = WalkOrder.of(y);
        order.operand(y).copy(order.operand(x), order.elements());
    }

    private static void fill(float value, Output y) {
        Scratch scratch = Scratch.get();
        Arrays.fill(scratch.y, value);
        WalkOrder order = WalkOrder.of(y.tensor());
        Operand to = order.operand(y.tensor());
        for (long left = order.elements(); left > 0; left -= Scratch.BLOCK) {
            to.write(scratch, false, (int) Math.min(Scratch.BLOCK, left));
        }
    }

    /// The mask counts elements row by row through the shape, so the walk must too.
    private static void dropout(DropoutMask mask, Tensor x, Output y) {
        long[] done = {0};
        Staged.contiguous(y, to -> each(x, to, (scratch, count) -> {
            mask.stream().bits(done[0], scratch.words, count);
            drop(mask, scratch, count);
            done[0] += count;
        }));
    }

    private static void each(Tensor x, Output y, BlockFunction function) {
        Scratch scratch = Scratch.get();
        WalkOrder order = WalkOrder.of(y.tensor());
        Operand to = order.operand(y.tensor());
        Operand from = order.operand(x);
        for (long left = order.elements(); left > 0; left -= Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, left);
            from.read(scratch.a, scratch, count);
            function.apply(scratch, count);
            to.write(scratch, y.adds(), count);
        }
    }

    private static void zip(Tensor a, Tensor b, Output y, BlockFunction function) {
        Scratch scratch = Scratch.get();
        WalkOrder order = WalkOrder.of(y.tensor());
        Operand to = order.operand(y.tensor());
        Operand first = order.operand(a);
        Operand second = order.operand(b);
        for (long left = order.elements(); left > 0; left -= Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, left);
            first.read(scratch.a, scratch, count);
            second.read(scratch.b, scratch, count);
            function.apply(scratch, count);
            to.write(scratch, y.adds(), count);
        }
    }

    private static void zip(Tensor a, Tensor b, Tensor c, Output y, BlockFunction function) {
        Scratch scratch = Scratch.get();
        WalkOrder order = WalkOrder.of(y.tensor());
        Operand to = order.operand(y.tensor());
        Operand first = order.operand(a);
        Operand second = order.operand(b);
        Operand third = order.operand(c);
        for (long left = order.elements(); left > 0; left -= Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, left);
            first.read(scratch.a, scratch, count);
            second.read(scratch.b, scratch, count);
            third.read(scratch.c, scratch, count);
            function.apply(scratch, count);
            to.write(scratch, y.adds(), count);
        }
    }

    private static void compare(Comparison comparison, Tensor a, Tensor b, Tensor y) {
        Scratch scratch = Scratch.get();
        WalkOrder order = WalkOrder.of(y);
        Operand to = order.operand(y);
        Operand first = order.operand(a);
        Operand second = order.operand(b);
        for (long left = order.elements(); left > 0; left -= Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, left);
            first.read(scratch.a, scratch, count);
            second.read(scratch.b, scratch, count);
            ComparisonLoops.apply(comparison, scratch.a, scratch.b, scratch.bytes, count);
            to.writeBytes(scratch.bytes, count);
        }
    }

    private static void compare(Comparison comparison, Tensor a, double b, Tensor y) {
        Scratch scratch = Scratch.get();
        WalkOrder order = WalkOrder.of(y);
        Operand to = order.operand(y);
        Operand from = order.operand(a);
        boolean isFloat = (float) b == b || b != b;
        Arrays.fill(scratch.b, (float) b);
        for (long left = order.elements(); left > 0; left -= Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, left);
            from.read(scratch.a, scratch, count);
            if (isFloat) {
                ComparisonLoops.apply(comparison, scratch.a, scratch.b, scratch.bytes, count);
            } else {
                ComparisonLoops.apply(comparison, scratch.a, b, scratch.bytes, count);
            }
            to.writeBytes(scratch.bytes, count);
        }
    }

    private static void choose(Tensor condition, Tensor a, Tensor b, Output y) {
        Scratch scratch = Scratch.get();
        WalkOrder order = WalkOrder.of(y.tensor());
        Operand to = order.operand(y.tensor());
        Operand holds = order.operand(condition);
        Operand first = order.operand(a);
        Operand second = order.operand(b);
        for (long left = order.elements(); left > 0; left -= Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, left);
            first.read(scratch.a, scratch, count);
            second.read(scratch.b, scratch, count);
            holds.readBytes(scratch.bytes, count);
            Masks.of(scratch.bytes, scratch.words, count);
            Masks.choose(scratch.words, scratch.a, scratch.b, scratch.y, scratch, count);
            to.write(scratch, y.adds(), count);
        }
    }

    /// Fills the scratch's y from its a, as its words say.
    static void drop(DropoutMask mask, Scratch scratch, int count) {
        float scale = (float) mask.scale();
        for (int i = 0; i < count; i++) {
            scratch.y[i] = mask.keeps(scratch.words[i]) ? scratch.a[i] * scale : 0;
        }
    }
}
