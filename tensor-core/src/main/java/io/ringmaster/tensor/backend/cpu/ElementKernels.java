package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.HostBackend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Functions of single elements, in blocks.
final class ElementKernels {

    private ElementKernels() {}

    /// Fills the scratch's y from its a, `count` elements.
    @FunctionalInterface
    private interface BlockFunction {

        void apply(Scratch scratch, int count);
    }

    static void run(Elements elements) {
        switch (elements) {
            case Elements.Fill(var value, var y) -> HostBackend.fill(y.tensor(), value);
            case Elements.Copy(var x, var y) -> copy(x, y);
            case Elements.Map(var function, var x, var y) -> each(x, y, switch (function) {
                case RELU -> (scratch, count) -> relu(scratch.a, scratch.y, count);
            });
            case Elements.Zip(var function, var a, var b, var y) -> zip(function, a, b, y);
            case Elements.ZipScalar(var function, var a, var b, var y) -> {
                Arrays.fill(Scratch.get().b, (float) b);
                each(a, y, (scratch, count) -> apply(function, scratch, count));
            }
            case Elements.Dropout(var mask, var x, var y) -> dropout(mask, x, y);
        }
    }

    private static void copy(Tensor x, Output y) {
        if (x.dtype() == DType.FLOAT32) {
            each(x, y, (scratch, count) -> System.arraycopy(scratch.a, 0, scratch.y, 0, count));
        } else {
            HostBackend.copyElements(x, y.tensor());
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
        Shape shape = y.tensor().shape();
        Rows rows = new Rows(shape, y.tensor().layout().stridesOver(shape), x.layout().stridesOver(shape));
        Scratch scratch = Scratch.get();
        MemorySegment from = x.memory();
        rows.forEach(offsets -> {
            for (long at = 0; at < rows.length(); at += Scratch.BLOCK) {
                int count = (int) Math.min(Scratch.BLOCK, rows.length() - at);
                Scratch.load(from, offsets[1] + at * rows.step(1), rows.step(1), scratch.a, count);
                function.apply(scratch, count);
                scratch.put(y, offsets[0] + at * rows.step(0), rows.step(0), count);
            }
        });
    }

    private static void zip(Binary function, Tensor a, Tensor b, Output y) {
        Shape shape = y.tensor().shape();
        Rows rows = new Rows(shape, y.tensor().layout().stridesOver(shape), a.layout().stridesOver(shape),
            b.layout().stridesOver(shape));
        Scratch scratch = Scratch.get();
        MemorySegment first = a.memory();
        MemorySegment second = b.memory();
        rows.forEach(offsets -> {
            for (long at = 0; at < rows.length(); at += Scratch.BLOCK) {
                int count = (int) Math.min(Scratch.BLOCK, rows.length() - at);
                Scratch.load(first, offsets[1] + at * rows.step(1), rows.step(1), scratch.a, count);
                Scratch.load(second, offsets[2] + at * rows.step(2), rows.step(2), scratch.b, count);
                apply(function, scratch, count);
                scratch.put(y, offsets[0] + at * rows.step(0), rows.step(0), count);
            }
        });
    }

    private static void apply(Binary function, Scratch scratch, int count) {
        switch (function) {
            case ADD -> add(scratch.a, scratch.b, scratch.y, count);
            case SUBTRACT -> subtract(scratch.a, scratch.b, scratch.y, count);
            case MULTIPLY -> multiply(scratch.a, scratch.b, scratch.y, count);
            case RELU_GRADIENT -> reluGradient(scratch.a, scratch.b, scratch.y, count);
        }
    }

    private static void add(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] + b[i];
        }
    }

    private static void subtract(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] - b[i];
        }
    }

    private static void multiply(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] * b[i];
        }
    }

    private static void relu(float[] a, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = Math.max(a[i], 0);
        }
    }

    private static void reluGradient(float[] a, float[] b, float[] y, int count) {
        for (int i = 0; i < count; i++) {
            y[i] = a[i] > 0 ? b[i] : 0;
        }
    }

    private static void drop(DropoutMask mask, Scratch scratch, int count) {
        float scale = (float) mask.scale();
        for (int i = 0; i < count; i++) {
            scratch.y[i] = mask.keeps(scratch.words[i]) ? scratch.a[i] * scale : 0;
        }
    }
}
