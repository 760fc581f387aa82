package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.tensor.backend.ExactReduction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// The largest magnitude of each block of the parameters' gradients, over whatever has been in them.
///
/// State: native memory, freed by [#close].
final class GradientMagnitudes implements AutoCloseable {

    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private final ParameterBuffer parameters;
    private final Blocks blocks;
    private final ExactReduction kernels;
    private final Block memory;
    private final MemorySegment values;

    private GradientMagnitudes(ParameterBuffer parameters, Blocks blocks, ExactReduction kernels, Block memory) {
        this.parameters = parameters;
        this.blocks = blocks;
        this.kernels = kernels;
        this.memory = memory;
        values = memory.memory().asSlice(0, (long) blocks.count() * Integer.BYTES);
    }

    static GradientMagnitudes over(ParameterBuffer parameters) {
        Backend backend = Backends.of(parameters.device());
        Blocks blocks = Blocks.of(parameters.views().stream().filter(view -> view.offset() < parameters.elements())
            .map(view -> view.shape().elements()).toList());
        return new GradientMagnitudes(parameters, blocks, backend.exactReduction(),
            backend.allocator().allocate((long) blocks.count() * Integer.BYTES));
    }

    Blocks blocks() {
        return blocks;
    }

    /// Each block's, as the bits of a float32.
    MemorySegment values() {
        return values;
    }

    void clear() {
        values().fill((byte) 0);
    }

    /// Takes in the gradients as they are now.
    void raise() {
        kernels.raiseToMagnitudes(parameters.gradients(), blocks, values());
    }

    boolean areFinite() {
        return firstNotFinite().isEmpty();
    }

    /// Throws [NotFiniteException] where these, of gradients that were in order before this shard's, or its loss are not.
    void requireFinite(Rank rank, ShardLoss loss) {
        Optional<String> parameter = firstNotFinite();
        if (parameter.isPresent() || !Double.isFinite(loss.sum())) {
            throw NotFiniteException.ofShard(rank, loss, parameter);
        }
    }

    /// The first parameter whose gradient had NaN or infinity in it.
    private Optional<String> firstNotFinite() {
        for (int block = 0; block < blocks.count(); block++) {
            if (values.getAtIndex(ValueLayout.JAVA_INT, block) >= INFINITY) {
                return Optional.of(parameterOf(block));
            }
        }
        return Optional.empty();
    }

    /// The name of the parameter that a block is of.
    String parameterOf(int block) {
        return parameters.views().get(blocks.parameter(block)).name();
    }

    @Override
    public void close() {
        memory.close();
    }
}
