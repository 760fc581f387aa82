package io.ringmaster.tensor.backend.cpu;

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
        if (y.tensor().isContiguous()) {
            kernel.accept(y);
            return;
        }
        try (Scope _ = Scope.open()) {
            Tensor staged = Tensor.empty(y.tensor().shape(), y.tensor().dtype(), y.tensor().backend());
            kernel.accept(Output.set(staged));
            ElementKernels.run(new Elements.Copy(staged, y));
        }
    }
}
