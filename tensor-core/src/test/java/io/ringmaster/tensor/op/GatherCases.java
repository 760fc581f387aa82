package io.ringmaster.tensor.op;

import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import java.util.List;

/// Elements by index on inputs to try them on.
final class GatherCases {

    private GatherCases() {}

    static List<OpCase> all() {
        return List.of(
            new OpCase(new Gather(0), new Input(5), Input.indices(5, 7)),
            new OpCase(new Gather(0), new Input(5, 3), Input.indices(5, 2, 3)),
            new OpCase(new Gather(1), new Input(2, 5), Input.indices(5, 2, 1)),
            new OpCase(new Gather(1), new Input(2, 5, 3), Input.indices(5, 2, 4, 3)),
            new OpCase(new Gather(0), new Input(5, 3), Input.indices(5, 4, 3).in(Form.EXPANDED)),
            new OpCase(new Gather(1), new Input(2, 5, 3), Input.indices(5, 2, 4, 3).in(Form.EXPANDED)),
            new OpCase(new Gather(0), new Input(9, 2500), Input.indices(9, 4, 2500).in(Form.EXPANDED)),
            new OpCase(new Gather(0), Input.transposed(5, 3), Input.indices(5, 4, 3).in(Form.EXPANDED)),
            new OpCase(new Gather(0), new Input(5, 3).in(Form.SLICED), Input.indices(5, 4, 3)),
            new OpCase(new Gather(0), new Input(5, 3), Input.indices(5, 0, 3)),
            new OpCase(new Scatter(0, false), new Input(5), new Input(3), Input.indices(5, 3)),
            new OpCase(new Scatter(1, false), new Input(2, 9), new Input(2, 3), Input.indices(9, 2, 3)),
            new OpCase(new Scatter(0, true), new Input(5), new Input(7), Input.indices(5, 7)),
            new OpCase(new Scatter(0, true), new Input(5, 3), new Input(4, 3), Input.indices(5, 4, 3)),
            new OpCase(new Scatter(0, true), new Input(5, 3), new Input(4, 3), Input.indices(5, 4, 3).in(Form.EXPANDED)),
            new OpCase(new Scatter(1, true), Input.transposed(3, 5), Input.transposed(3, 2), Input.indices(5, 3, 2)),
            new OpCase(new Scatter(0, true), new Input(5, 3), new Input(0, 3), Input.indices(5, 0, 3)));
    }
}
