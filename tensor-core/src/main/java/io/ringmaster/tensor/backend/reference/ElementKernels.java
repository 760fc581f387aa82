package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.host.IntegerElements;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Functions of single elements.
final class ElementKernels {

    private ElementKernels() {}

    static void run(Elements elements) {
        if (IntegerElements.takes(elements)) {
            IntegerElements.run(elements);
            return;
        }
        switch (elements) {
            case Elements.Fill(var value, var y) -> each(y.tensor(), y, _ -> value);
            case Elements.Copy(var x, var y) -> each(x, y, value -> value);
            case Elements.Map(var function, var x, var y) -> each(x, y, value -> Functions.apply(function, value));
            case Elements.MapGradient(var function, var of, var dy, var y) ->
                zip(of, dy, y, (value, slope) -> Functions.derivative(function, value) * slope);
            case Elements.Zip(var function, var a, var b, var y) ->
                zip(a, b, y, (one, other) -> Functions.apply(function, one, other));
            case Elements.ZipScalar(var function, var a, var b, var y) ->
                each(a, y, value -> Functions.apply(function, value, b));
            case Elements.ZipGradient gradient -> zipGradient(gradient);
            case Elements.Compare(var comparison, var a, var b, var y) ->
                zip(a, b, y, (one, other) -> comparison.holds(one, other) ? 1 : 0);
            case Elements.CompareScalar(var comparison, var a, var b, var y) ->
                each(a, y, value -> comparison.holds(value, b) ? 1 : 0);
            case Elements.Where(var condition, var a, var b, var y) -> where(condition, a, b, y);
            case Elements.Dropout(var mask, var x, var y) -> dropout(mask, x, y);
        }
    }

    private static void each(Tensor x, Output y, DoubleUnaryOperator function) {
        Values from = Values.of(x, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, function.applyAsDouble(from.get(i)));
        }
    }

    private static void zip(Tensor a, Tensor b, Output y, DoubleBinaryOperator function) {
        Values first = Values.of(a, y.tensor().shape());
        Values second = Values.of(b, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, function.applyAsDouble(first.get(i), second.get(i)));
        }
    }

    private static void zipGradient(Elements.ZipGradient gradient) {
        Output y = gradient.y();
        Shape shape = y.tensor().shape();
        Values first = Values.of(gradient.a(), shape);
        Values second = Values.of(gradient.b(), shape);
        Values slope = Values.of(gradient.dy(), shape);
        for (long i = 0; i < y.tensor().elements(); i++) {
            double derivative = Functions.derivative(gradient.function(), gradient.side(), first.get(i), second.get(i));
            Values.put(y, i, derivative * slope.get(i));
        }
    }

    private static void where(Tensor condition, Tensor a, Tensor b, Output y) {
        Values holds = Values.of(condition, y.tensor().shape());
        Values first = Values.of(a, y.tensor().shape());
        Values second = Values.of(b, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, holds.get(i) != 0 ? first.get(i) : second.get(i));
        }
    }

    private static void dropout(DropoutMask mask, Tensor x, Output y) {
        Values from = Values.of(x);
        for (long i = 0; i < x.elements(); i++) {
            Values.put(y, i, mask.keeps(mask.stream().bits(i)) ? from.get(i) * mask.scale() : 0);
        }
    }
}
