package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Block;
import io.ringmaster.tensor.backend.Blocks;
import io.ringmaster.tensor.backend.ExactReduction;
import io.ringmaster.tensor.plan.Watched;
import io.ringmaster.worker.parallel.Buckets;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/// The parameters' gradients in buckets, and the largest magnitude of each block over whatever has been in them.
///
/// State: native memory, freed by [#close].
final class GradientBuckets implements AutoCloseable {

    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private final ParameterBuffer parameters;
    private final Blocks blocks;
    private final ExactReduction kernels;
    private final Block memory;
    private final MemorySegment magnitudes;
    private final List<Bucket> buckets;

    /// Some whole blocks.
    ///
    /// @param blocks     as if they were all
    /// @param gradients  float32, one an element
    /// @param magnitudes int32, one a block
    record Bucket(Buckets.Range range, Blocks blocks, MemorySegment gradients, MemorySegment magnitudes) {}

    private GradientBuckets(ParameterBuffer parameters, Blocks blocks, int bucketBytes) {
        this.parameters = parameters;
        this.blocks = blocks;
        Backend backend = Backends.of(parameters.device());
        kernels = backend.exactReduction();
        memory = backend.allocator().allocate((long) blocks.count() * Integer.BYTES);
        magnitudes = memory.memory().asSlice(0, (long) blocks.count() * Integer.BYTES);
        buckets = Buckets.cut(blocks, bucketBytes).stream().map(this::of).toList();
    }

    /// @param bucketBytes the most a bucket holds, but for one of a single block
    static GradientBuckets over(ParameterBuffer parameters, int bucketBytes) {
        Blocks blocks = Blocks.of(parameters.views().stream().filter(view -> view.offset() < parameters.elements())
            .map(view -> view.shape().elements()).toList());
        return new GradientBuckets(parameters, blocks, bucketBytes);
    }

    /// What is in these blocks, whether they are a bucket or not.
    Bucket of(Buckets.Range range) {
        return new Bucket(range, blocks.slice(range.first(), range.end()), range.of(parameters.gradients(), blocks),
            magnitudes.asSlice((long) range.first() * Integer.BYTES, (long) (range.end() - range.first()) * Integer.BYTES));
    }

    Blocks blocks() {
        return blocks;
    }

    List<Bucket> buckets() {
        return buckets;
    }

    /// For who computes the gradients, to tell when a bucket is complete.
    Watched watched() {
        return new Watched(parameters.gradientsTensor(), buckets.stream().map(bucket -> bucket.range.to(blocks)).toList());
    }

    /// Each block's largest magnitude, as the bits of a float32.
    MemorySegment magnitudes() {
        return magnitudes;
    }

    void forget() {
        magnitudes.fill((byte) 0);
    }

    /// Takes in the gradients as they are now.
    void raise() {
        buckets.forEach(this::raise);
    }

    /// Takes in a bucket's gradients as they are now, and tells whether all that was taken in there is finite.
    boolean raise(Bucket bucket) {
        kernels.raiseToMagnitudes(bucket.gradients, bucket.blocks, bucket.magnitudes);
        for (int block = 0; block < bucket.blocks.count(); block++) {
            if (bucket.magnitudes.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, block) >= INFINITY) {
                return false;
            }
        }
        return true;
    }

    /// Throws [NotFiniteException] where the magnitudes, of gradients that were in order before this shard's, or its loss
    /// are not.
    void requireFinite(Rank rank, ShardLoss loss) {
        Optional<String> parameter = firstNotFinite();
        if (parameter.isPresent() || !Double.isFinite(loss.sum())) {
            throw NotFiniteException.ofShard(rank, loss, parameter);
        }
    }

    /// The first parameter whose gradient had NaN or infinity in it.
    private Optional<String> firstNotFinite() {
        for (int block = 0; block < blocks.count(); block++) {
            if (magnitudes.getAtIndex(ValueLayout.JAVA_INT, block) >= INFINITY) {
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
