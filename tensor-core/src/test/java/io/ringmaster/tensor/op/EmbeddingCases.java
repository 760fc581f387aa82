package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import io.ringmaster.tensor.op.OpCase.Kind;
import java.util.List;

/// Embeddings on inputs to try them on. Indices repeat.
final class EmbeddingCases {

    private EmbeddingCases() {}

    static List<OpCase> all() {
        Embedding plain = new Embedding(Embedding.NO_PADDING);
        return List.of(
            new OpCase(plain, new Input(5, 3), indices(5, 7)),
            new OpCase(plain, new Input(5, 3), indices(5, 2, 4)),
            new OpCase(plain, new Input(5, 1), indices(5)),
            new OpCase(plain, Input.transposed(5, 3), indices(5, 2, 2)),
            new OpCase(plain, Input.sliced(4, 2), indices(4, 3, 3).in(Form.SLICED)),
            new OpCase(plain, new Input(5, 3), indices(5, 0)),
            new OpCase(plain, new Input(3, 2100), indices(3, 4)));
    }

    private static Input indices(long bound, long... dims) {
        return new Input(Shape.of(dims), Kind.INDICES, Form.CONTIGUOUS, bound);
    }
}
