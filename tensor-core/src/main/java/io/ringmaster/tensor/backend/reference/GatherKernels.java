package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.host.ElementMoves;
import io.ringmaster.tensor.backend.kernel.Gathers;

/// Elements by their index.
final class GatherKernels {

    private GatherKernels() {}

    static void run(Gathers gather) {
        if (ElementMoves.takes(gather)) {
            ElementMoves.run(gather);
            return;
        }
        Tensor y = gather.y().tensor();
        switch (gather) {
            case Gathers.Gather(var dim, var x, var index, _) ->
                ElementMoves.forEach(dim, index, x, y, (from, to) -> add(x, from, y, to));
            case Gathers.Scatter(var dim, var x, var index, _) ->
                ElementMoves.forEach(dim, index, y, x, (to, from) -> add(x, from, y, to));
        }
    }

    private static void add(Tensor x, long from, Tensor y, long to) {
        Values.write(y, to, Values.read(y, to) + Values.read(x, from));
    }
}
