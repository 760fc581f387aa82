package io.ringmaster.tensor.backend.cpu.onednn;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What a primitive does to its result before it writes it, in order.
public final class PostOps {

    private static final int SAME_TYPE = 0;

    private final List<PostOp> all = new ArrayList<>();

    sealed interface PostOp {}

    /// Adds what was in the memory before.
    private record Sum() implements PostOp {}

    private record Eltwise(Algorithm algorithm, float alpha, float beta) implements PostOp {}

    private record Binary(Algorithm algorithm, Descriptor other) implements PostOp {}

    public static PostOps none() {
        return new PostOps();
    }

    public PostOps sumIf(boolean adds) {
        if (adds) {
            all.add(new Sum());
        }
        return this;
    }

    public PostOps eltwise(Algorithm algorithm, float alpha, float beta) {
        all.add(new Eltwise(algorithm, alpha, beta));
        return this;
    }

    /// With a second memory, whose argument is [Argument#postOp].
    public PostOps binary(Algorithm algorithm, Descriptor other) {
        all.add(new Binary(algorithm, other));
        return this;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void appendTo(MemorySegment chain, String work) {
        for (PostOp op : all) {
            switch (op) {
                case Sum _ -> Builds.call(work, "dnnl_post_ops_append_sum", chain, 1f, 0, SAME_TYPE);
                case Eltwise(var algorithm, var alpha, var beta) ->
                    Builds.call(work, "dnnl_post_ops_append_eltwise", chain, algorithm.number(), alpha, beta);
                case Binary(var algorithm, var other) ->
                    Builds.call(work, "dnnl_post_ops_append_binary", chain, algorithm.number(), other.handle());
            }
        }
    }
}
