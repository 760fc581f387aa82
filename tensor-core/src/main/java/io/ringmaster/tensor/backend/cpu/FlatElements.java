package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.cpu.ElementKernels.BlockFunction;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/// A function of single elements, ready to run again and again, over float32 operands that lie as the result does, without
/// gaps, or that are one number for all. What others take to find their way is left out; a run takes nothing from the heap.
final class FlatElements implements Runnable {

    private final BlockFunction function;
    private final Output y;
    private final Tensor[] operands;

    private FlatElements(BlockFunction function, Output y, Tensor[] operands) {
        this.function = function;
        this.y = y;
        this.operands = operands;
    }

    /// Empty where the operands lie otherwise, or the function is none of those that nets compute all the time.
    static Optional<Runnable> of(Elements elements) {
        return switch (elements) {
            case Elements.Fill(var value, var y) when isFlat(y.tensor()) ->
                Optional.of(new FlatElements((scratch, count) -> Arrays.fill(scratch.y, 0, count, (float) value), y, new Tensor[0]));
            case Elements.Copy(var x, var y) when !y.adds() -> copy(x, y.tensor());
            case Elements.Copy(var x, var y) ->
                over(y, (scratch, count) -> System.arraycopy(scratch.a, 0, scratch.y, 0, count), x);
            case Elements.Map(var function, var x, var y) ->
                over(y, (scratch, count) -> UnaryLoops.apply(function, scratch, count), x);
            case Elements.MapGradient(var function, var of, var dy, var y)
                when function == Unary.Plain.RELU && !y.adds() && takes(y, of, dy) && of.elements() == dy.elements() ->
                Optional.of(new ReluGradient(of, dy, y.tensor()));
            case Elements.MapGradient(var function, var of, var dy, var y) ->
                over(y, (scratch, count) -> UnaryGradientLoops.apply(function, scratch, count), of, dy);
            case Elements.Zip(var function, var a, var b, var y) ->
                over(y, (scratch, count) -> BinaryLoops.apply(function, scratch, count), a, b);
            case Elements.ZipScalar(var function, var a, var b, var y) -> over(y, (scratch, count) -> {
                Arrays.fill(scratch.b, 0, count, (float) b);
                BinaryLoops.apply(function, scratch, count);
            }, a);
            case Elements.Fill _, Elements.ZipGradient _, Elements.Compare _, Elements.CompareScalar _, Elements.Where _,
                Elements.Dropout _ -> Optional.empty();
        };
    }

    private static Optional<Runnable> copy(Tensor x, Tensor y) {
        if (x.dtype() != y.dtype() || !y.layout().isDense() || !x.layout().hasStridesOf(y.layout())) {
            return Optional.empty();
        }
        int bytes = x.dtype().bytes();
        return Optional.of(() -> MemorySegment.copy(Scratch.memory(x), x.layout().offset() * bytes,
            Scratch.memory(y), y.layout().offset() * bytes, x.elements() * bytes));
    }

    private static Optional<Runnable> over(Output y, BlockFunction function, Tensor... operands) {
        return takes(y, operands) ? Optional.of(new FlatElements(function, y, operands)) : Optional.empty();
    }

    private static boolean takes(Output y, Tensor... operands) {
        if (!isFlat(y.tensor())) {
            return false;
        }
        for (Tensor operand : operands) {
            if (operand.dtype() != DType.FLOAT32
                || operand.elements() != 1 && !operand.layout().hasStridesOf(y.tensor().layout())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFlat(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT32 && tensor.layout().isDense();
    }

    @Override
    public void run() {
        Scratch scratch = Scratch.get();
        MemorySegment result = Scratch.memory(y.tensor());
        long first = y.tensor().layout().offset();
        long elements = y.tensor().elements();
        for (long at = 0; at < elements; at += Scratch.BLOCK) {
            int count = (int) Math.min(Scratch.BLOCK, elements - at);
            for (int i = 0; i < operands.length; i++) {
                load(operands[i], at, i == 0 ? scratch.a : scratch.b, count);
            }
            function.apply(scratch, count);
            if (y.adds()) {
                Scratch.load(result, first + at, 1, scratch.before, count);
                Operand.addBefore(scratch, 0, count);
            }
            Scratch.store(scratch.y, result, first + at, count);
        }
    }

    private static void load(Tensor operand, long at, float[] into, int count) {
        long first = operand.layout().offset();
        if (operand.elements() == 1) {
            Scratch.load(Scratch.memory(operand), first, 0, into, count);
        } else {
            Scratch.load(Scratch.memory(operand), first + at, 1, into, count);
        }
    }
}
