package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import java.util.function.Consumer;

/// Results on their way to a layout that a kernel can't write.
final class Staged {

    private Staged() {}

    /// Lets `kernel` write contiguous memory: y's own where it is contiguous, else some that is then copied to y.
    static void contiguous(Output y, Consumer<Output> kernel) {
        where(y.tensor().isContiguous(), y, kernel);
    }

    /// Lets `kernel` write y where it can, else contiguous memory that is then copied to y.
    ///
    /// @param writable whether the kernel writes y's layout, if it is float32
    static void where(boolean writable, Output y, Consumer<Output> kernel) {
        try (Scope _ = Scope.open()) {
            Output target = target(y, writable);
            kernel.accept(target);
            deliver(target.tensor(), y);
        }
    }

    /// Where a kernel that sets float32 and knows one layout writes: y's own tensor, or one of the open scope that is to be
    /// given to [#deliver] afterwards.
    static Tensor target(Output y, Layout wanted) {
        return isTarget(y, wanted) ? y.tensor() : apart(y, wanted);
    }

    /// Whether [#target(Output, Layout)] is y's own tensor.
    static boolean isTarget(Output y, Layout wanted) {
        return !y.adds() && Inputs.lies(y.tensor(), wanted);
    }

    /// Where a kernel that sets or adds float32 writes: y itself where it can, else contiguous memory of the open scope that is
    /// to be given to [#deliver] afterwards.
    static Output target(Output y, boolean writable) {
        return writable && y.tensor().dtype() == DType.FLOAT32
            ? y : Output.set(apart(y, Layout.contiguous(y.tensor().shape())));
    }

    /// Copies, or adds, what was written apart from y.
    static void deliver(Tensor target, Output y) {
        if (target != y.tensor()) {
            ElementKernels.run(new Elements.Copy(target, y));
        }
    }

    private static Tensor apart(Output y, Layout wanted) {
        return Tensor.empty(wanted, DType.FLOAT32, y.tensor().backend());
    }
}
