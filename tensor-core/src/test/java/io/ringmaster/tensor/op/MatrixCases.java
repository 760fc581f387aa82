package io.ringmaster.tensor.op;

import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import java.util.ArrayList;
import java.util.List;

/// Products of matrices on inputs to try them on.
final class MatrixCases {

    private MatrixCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        long[][] sizes = {{1, 1, 1}, {2, 3, 4}, {1, 5, 3}, {4, 1, 3}, {4, 3, 1}, {0, 3, 2}, {2, 0, 3}, {2, 3, 0},
            {33, 300, 270}};
        for (long[] size : sizes) {
            long m = size[0];
            long k = size[1];
            long n = size[2];
            cases.add(new OpCase(new MatMul(), new Input(m, k), new Input(k, n)));
            cases.add(new OpCase(new MatMul(), Input.transposed(m, k), new Input(k, n)));
            cases.add(new OpCase(new MatMul(), new Input(m, k), Input.transposed(k, n)));
            cases.add(new OpCase(new MatMul(), Input.transposed(m, k), Input.transposed(k, n)));
            cases.add(new OpCase(new Linear(), new Input(m, k), new Input(n, k), new Input(n)));
            cases.add(new OpCase(new Linear(), Input.transposed(m, k), Input.transposed(n, k), new Input(n)));
        }
        cases.addAll(batches());
        return cases;
    }

    private static List<OpCase> batches() {
        return List.of(
            new OpCase(new MatMul(), new Input(5, 2, 3), new Input(5, 3, 4)),
            new OpCase(new MatMul(), new Input(5, 2, 3), new Input(3, 4)),
            new OpCase(new MatMul(), new Input(2, 3), new Input(5, 3, 4)),
            new OpCase(new MatMul(), new Input(2, 1, 2, 3), new Input(5, 3, 4)),
            new OpCase(new MatMul(), new Input(1, 2, 3), new Input(2, 5, 3, 4)),
            new OpCase(new MatMul(), new Input(0, 2, 3), new Input(3, 4)),
            new OpCase(new MatMul(), new Input(5, 2, 0), new Input(5, 0, 4)),
            new OpCase(new MatMul(), new Input(5, 1, 1), new Input(5, 1, 1)),
            new OpCase(new MatMul(), new Input(5, 2, 3).in(Form.SLICED), new Input(5, 3, 4)),
            new OpCase(new MatMul(), new Input(5, 2, 3).in(Form.EXPANDED), new Input(5, 3, 4).in(Form.SLICED)),
            new OpCase(new MatMul(), new Input(2, 3, 4, 5).in(Form.CHANNELS_LAST), new Input(2, 3, 5, 6)),
            new OpCase(new MatMul(), new Input(2, 3, 4, 5), new Input(2, 3, 5, 6).in(Form.CHANNELS_LAST)));
    }
}
