package io.ringmaster.tensor.op;

import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.List;

/// Functions of rows on inputs to try them on.
final class RowCases {

    private RowCases() {}

    static List<OpCase> all() {
        DropoutMask mask = new DropoutMask(new RandomStream(5, 1, 0, 3), 0.4);
        List<OpCase> cases = new ArrayList<>();
        for (Op op : List.of(new Dropout(mask), new LogSoftmax(0), new Softmax(0), new CumulativeSum(0),
            new ArgSort(0, false, 0))) {
            cases.addAll(rows(op));
        }
        for (Op op : List.of(new LogSoftmax(1), new Softmax(1))) {
            cases.add(new OpCase(op, new Input(3, 5)));
            cases.add(new OpCase(op, Input.transposed(7, 3)));
            cases.add(new OpCase(op, new Input(2, 3, 4)));
            cases.add(new OpCase(op, Input.sliced(4, 6)));
            cases.add(new OpCase(op, new Input(2, 6, 3, 2).in(Form.CHANNELS_LAST)));
            cases.add(new OpCase(op, new Input(2, 130)));
            cases.add(new OpCase(op, new Input(0, 3)));
            cases.add(new OpCase(op, new Input(3, 0)));
        }
        cases.add(new OpCase(new CumulativeSum(1), new Input(2, 3, 4)));
        cases.add(new OpCase(new CumulativeSum(1), new Input(2, 4100)));
        cases.add(new OpCase(new CumulativeSum(1), new Input(3, 4).in(Form.SLICED)));
        for (boolean descending : new boolean[] {false, true}) {
            cases.add(new OpCase(new ArgSort(0, descending, 5), new Input(5)));
            cases.add(new OpCase(new ArgSort(1, descending, 4), new Input(3, 4)));
            cases.add(new OpCase(new ArgSort(1, descending, 2), new Input(3, 4, 2)));
            cases.add(new OpCase(new ArgSort(0, descending, 3), new Input(1000)));
            cases.add(new OpCase(new ArgSort(1, descending, 3), Input.transposed(4, 3)));
        }
        return cases;
    }

    private static List<OpCase> rows(Op op) {
        return List.of(
            new OpCase(op, new Input(1)),
            new OpCase(op, new Input(4097)),
            new OpCase(op, new Input(3, 5)),
            new OpCase(op, new Input(2, 3, 4)),
            new OpCase(op, new Input(0)),
            new OpCase(op, new Input(0, 3)),
            new OpCase(op, new Input(3, 0)),
            new OpCase(op, Input.transposed(7, 3)),
            new OpCase(op, new Input(2, 3, 2, 2).in(Form.CHANNELS_LAST)));
    }
}
