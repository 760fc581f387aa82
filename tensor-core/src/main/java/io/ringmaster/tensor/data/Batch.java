package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backends;
import java.lang.foreign.MemorySegment;

/// Samples stacked in host memory that another owns, who has it back once this is closed.
///
/// Shapes: features [B, ...], targets [B, ...], of their data set's types.
/// Thread: one at a time.
public final class Batch implements AutoCloseable {

    private final Stack features;
    private final Stack targets;
    private final int samples;
    private final Runnable giveBack;
    private boolean closed;

    /// Values of one type, one sample's after another's.
    private record Stack(MemorySegment memory, TensorType type) {

        Stack slice(int from, int to) {
            return new Stack(memory.asSlice(type.bytes(from), type.bytes(to - from)), type);
        }

        Tensor tensor(int samples, Device device) {
            if (Backends.of(device).sharesHostMemory()) {
                return Tensor.borrow(memory, type.stacked(samples), type.dtype(), device);
            }
            return Tensor.borrow(memory, type.stacked(samples), type.dtype(), Device.CPU).to(device, type.dtype());
        }
    }

    private Batch(Stack features, Stack targets, int samples, Runnable giveBack) {
        this.features = features;
        this.targets = targets;
        this.samples = samples;
        this.giveBack = giveBack;
    }

    /// Over memory that has room for `samples` samples of the data set.
    static Batch over(Dataset dataset, int samples, MemorySegment features, MemorySegment targets) {
        return new Batch(new Stack(features, dataset.features()).slice(0, samples),
            new Stack(targets, dataset.target()).slice(0, samples), samples, () -> { });
    }

    /// The same samples, which `giveBack` takes back when this is closed.
    Batch lent(Runnable back) {
        return new Batch(features, targets, samples, back);
    }

    public int samples() {
        return samples;
    }

    public MemorySegment features() {
        return features.memory;
    }

    public MemorySegment targets() {
        return targets.memory;
    }

    /// The features as a tensor, to be used no longer than the batch.
    public Tensor featuresOn(Device device) {
        return features.tensor(samples, device);
    }

    /// The targets as a tensor, to be used no longer than the batch.
    public Tensor targetsOn(Device device) {
        return targets.tensor(samples, device);
    }

    /// The samples `from` to `to` - 1 of this batch, to be used no longer than it.
    public Batch slice(int from, int to) {
        return new Batch(features.slice(from, to), targets.slice(from, to), to - from, () -> { });
    }

    /// Gives the memory back; a second time changes nothing.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            giveBack.run();
        }
    }
}
