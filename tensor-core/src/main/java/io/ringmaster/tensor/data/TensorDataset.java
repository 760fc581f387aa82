package io.ringmaster.tensor.data;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.Sha256;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;

/// Samples held in memory, from arrays or tensors.
///
/// Shapes: features [N, ...], targets [N, ...], each float32 or int64. Whole numbers among the targets are classes.
/// Throws [DataException] where features and targets are of different numbers, or a class is below 0.
public final class TensorDataset implements Dataset {

    private final Column features;
    private final Column targets;
    private final int classes;
    private final List<String> classNames;
    private final long size;

    /// All samples' values of one type, one sample's after another's.
    private record Column(MemorySegment values, TensorType type) {

        static Column of(Tensor stacked) {
            if (stacked.shape().rank() == 0) {
                throw new DataException("%s as samples; its first dim counts the samples; reshape it", stacked);
            }
            Shape one = stacked.shape().without(0);
            return switch (stacked.dtype()) {
                case FLOAT32 -> floats(stacked.toFloatArray(), one);
                case INT64 -> longs(stacked.toLongArray(), one);
                case BOOL, UINT8, INT32, BFLOAT16, FLOAT64 -> throw new DataException(
                    "samples of %s; they are float32 or int64; convert them with to(device, dtype)", stacked);
            };
        }

        static Column floats(float[] values, Shape one) {
            return new Column(MemorySegment.ofArray(values), new TensorType(DType.FLOAT32, one));
        }

        static Column longs(long[] values, Shape one) {
            return new Column(MemorySegment.ofArray(values), new TensorType(DType.INT64, one));
        }

        long samples() {
            long bytes = type.bytes(1);
            if (bytes == 0 || values.byteSize() % bytes != 0) {
                throw new DataException("%d values as samples of %s; each takes %d values, 1 or more",
                    values.byteSize() / type.dtype().bytes(), type, type.elements());
            }
            return values.byteSize() / bytes;
        }

        void read(long index, MemorySegment into, long offsetBytes) {
            MemorySegment.copy(values, type.bytes(index), into, offsetBytes, type.bytes(1));
        }

        int classes() {
            if (type.dtype() != DType.INT64) {
                return 0;
            }
            long largest = -1;
            for (long place = 0; place < values.byteSize() / Long.BYTES; place++) {
                long label = values.getAtIndex(ValueLayout.JAVA_LONG, place);
                if (label < 0 || label >= Integer.MAX_VALUE) {
                    throw new DataException("the label %d in sample %d; labels are 0 to one less than the number of classes; "
                        + "correct it", label, place / type.elements());
                }
                largest = Math.max(largest, label);
            }
            return (int) largest + 1;
        }
    }

    private TensorDataset(Column features, Column targets, int classes, List<String> classNames) {
        this.features = features;
        this.targets = targets;
        this.classes = classes;
        this.classNames = classNames;
        this.size = features.samples();
        if (size != targets.samples()) {
            throw new DataException("features of %d samples but targets of %d; each sample has both",
                size, targets.samples());
        }
    }

    /// Copies of two tensors.
    public static TensorDataset of(Tensor features, Tensor targets) {
        return of(Column.of(features), Column.of(targets));
    }

    /// Values and each sample's class. The arrays are kept, not copied.
    ///
    /// @param one the shape of one sample's features
    public static TensorDataset of(float[] features, Shape one, long[] labels) {
        return of(Column.floats(features, one), Column.longs(labels, Shape.SCALAR));
    }

    /// Values and the values that are to be found from them. The arrays are kept, not copied.
    ///
    /// @param one the shape of one sample's features
    public static TensorDataset of(float[] features, Shape one, float[] targets, Shape target) {
        return of(Column.floats(features, one), Column.floats(targets, target));
    }

    /// As [#of(float[], Shape, long[])], with classes of these names.
    static TensorDataset named(float[] features, Shape one, long[] labels, List<String> classNames) {
        return new TensorDataset(
            Column.floats(features, one), Column.longs(labels, Shape.SCALAR), classNames.size(), List.copyOf(classNames));
    }

    private static TensorDataset of(Column features, Column targets) {
        return new TensorDataset(features, targets, targets.classes(), List.of());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public TensorType features() {
        return features.type;
    }

    @Override
    public TensorType target() {
        return targets.type;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public void readFeatures(long index, MemorySegment into, long offsetBytes) {
        features.read(Objects.checkIndex(index, size), into, offsetBytes);
    }

    @Override
    public void readTarget(long index, MemorySegment into, long offsetBytes) {
        targets.read(Objects.checkIndex(index, size), into, offsetBytes);
    }

    @Override
    public String fingerprint() {
        Sha256 digest = Sha256.create().add("tensors").add(features.type.toString()).add(targets.type.toString()).add(classes);
        classNames.forEach(digest::add);
        return digest.add(features.values).add(targets.values).hex();
    }
}
