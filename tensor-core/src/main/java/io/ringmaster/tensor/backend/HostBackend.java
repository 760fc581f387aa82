package io.ringmaster.tensor.backend;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What backends share whose memory is the host's.
public abstract class HostBackend implements Backend {

    private final Device device;
    private final Allocator allocator = CachingAllocator.ofHost();

    protected HostBackend(Device device) {
        this.device = device;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public Allocator allocator() {
        return allocator;
    }

    @Override
    public boolean sharesHostMemory() {
        return true;
    }

    @Override
    public void upload(MemorySegment host, Tensor to) {
        MemorySegment.copy(host, 0, to.memory(), 0, to.memory().byteSize());
    }

    @Override
    public void download(Tensor from, MemorySegment host) {
        MemorySegment.copy(from.memory(), 0, host, 0, from.memory().byteSize());
    }

    /// The label of one row, checked.
    public static int label(Tensor labels, long row, long classes) {
        long label = value(labels, row);
        if (label < 0 || label >= classes) {
            throw new ShapeException("label %d in row %d; with %d classes labels are 0 to %d",
                label, row, classes, classes - 1);
        }
        return (int) label;
    }

    /// As [#label(Tensor, long, long)], or -1 where the rule ignores the row.
    public static int label(LabelRule rule, Tensor labels, long row, long classes) {
        long label = value(labels, row);
        return label == rule.ignored() ? -1 : label(labels, row, classes);
    }

    protected static void requireSameLength(MemorySegment into, MemorySegment from) {
        if (into.byteSize() != from.byteSize() || into.byteSize() % DType.FLOAT32.bytes() != 0) {
            throw new ShapeException("%d bytes added to %d; both are the same number of float32",
                from.byteSize(), into.byteSize());
        }
    }

    private static long value(Tensor labels, long row) {
        long place = labels.layout().offset() + row * labels.layout().stride(0);
        return labels.block().memory().getAtIndex(ValueLayout.JAVA_LONG, place);
    }
}
