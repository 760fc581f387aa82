package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.backend.HostBackend;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Unary;
import io.ringmaster.tensor.backend.kernel.Elements;

/// Functions of single elements.
final class ElementKernels {

    private ElementKernels() {}

    static void run(Elements elements) {
        switch (elements) {
            case Elements.Fill(var value, var y) -> HostBackend.fill(y.tensor(), value);
            case Elements.Copy(var x, var y) -> copy(x, y);
            case Elements.Map(var function, var x, var y) -> map(function, x, y);
            case Elements.Zip(var function, var a, var b, var y) -> zip(function, a, b, y);
            case Elements.ZipScalar(var function, var a, var b, var y) -> zip(function, a, b, y);
            case Elements.Dropout(var mask, var x, var y) -> dropout(mask, x, y);
        }
    }

    private static void copy(Tensor x, Output y) {
        if (!x.dtype().isFloating()) {
            HostBackend.copyElements(x, y.tensor());
            return;
        }
        Values from = Values.of(x, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, from.get(i));
        }
    }

    private static void map(Unary function, Tensor x, Output y) {
        Values from = Values.of(x, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            double value = from.get(i);
            Values.put(y, i, switch (function) {
                case RELU -> Math.max(value, 0);
            });
        }
    }

    private static void zip(Binary function, Tensor a, Tensor b, Output y) {
        Values first = Values.of(a, y.tensor().shape());
        Values second = Values.of(b, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, apply(function, first.get(i), second.get(i)));
        }
    }

    private static void zip(Binary function, Tensor a, double b, Output y) {
        Values first = Values.of(a, y.tensor().shape());
        for (long i = 0; i < y.tensor().elements(); i++) {
            Values.put(y, i, apply(function, first.get(i), b));
        }
    }

    private static double apply(Binary function, double a, double b) {
        return switch (function) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case RELU_GRADIENT -> a > 0 ? b : 0;
        };
    }

    private static void dropout(DropoutMask mask, Tensor x, Output y) {
        Values from = Values.of(x);
        for (long i = 0; i < x.elements(); i++) {
            Values.put(y, i, mask.keeps(mask.stream().bits(i)) ? from.get(i) * mask.scale() : 0);
        }
    }
}
