package io.ringmaster.tensor.plan;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Block;
import java.util.List;

/// A recording that is run again and again without its body: its kernels, ready to run over inputs that change.
///
/// State: the planned memory and the result's, freed by [#close].
final class Replay implements AutoCloseable {

    private final Object key;
    private final ReplayInputs inputs;
    private final Plan plan;
    private final Recorder recorder;
    private final Runnable[] kernels;
    private final Tensor result;

    /// @param recorder whose blocks have their places
    /// @param result   what the body returned
    Replay(Object key, ReplayInputs inputs, Plan plan, Recorder recorder, Tensor result) {
        this.key = key;
        this.inputs = inputs;
        this.plan = plan;
        this.recorder = recorder;
        this.result = result;
        kernels = recorder.prepare();
    }

    boolean fits(Object wanted, List<Tensor> given) {
        return key.equals(wanted) && inputs.fit(given);
    }

    /// Returns the body's result: in memory that is this replay's, or what the body found already there.
    Tensor run(List<Tensor> given) {
        inputs.place(given);
        for (Runnable kernel : kernels) {
            kernel.run();
        }
        Block block = result.block();
        return block instanceof DeferredBlock || block instanceof ReplayInputs.Place
            ? Tensor.over(Block.borrowed(block.memory()), result.layout(), result.dtype(), recorder.backend())
            : result;
    }

    @Override
    public void close() {
        recorder.end();
        plan.close();
    }
}
