package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A replica's state as one safetensors file in memory.
///
/// The model alone has PyTorch's names. The full state has `model.` before them, and each of the optimizer's flat
/// buffers as `optimizer.` and its name.
final class StateImage {

    private static final String MODEL = "model.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String STEP = "step";

    private StateImage() {}

    static List<StoredTensor> modelTensors(String prefix, ParameterBuffer parameters) {
        return parameters.views().stream().map(view -> new StoredTensor(
            prefix + view.name(), DType.FLOAT32, view.shape(), place(parameters, view))).toList();
    }

    /// The memory lives as long as anybody refers to it: parts of it are under way to others when the last is sent.
    static MemorySegment encode(StateKind kind, ParameterBuffer parameters, Optimizer optimizer, Step step) {
        List<StoredTensor> tensors = switch (kind) {
            case MODEL -> modelTensors("", parameters);
            case FULL -> {
                List<StoredTensor> all = new ArrayList<>(modelTensors(MODEL, parameters));
                Shape flat = Shape.of(parameters.elements());
                optimizer.state().forEach((name, values) ->
                    all.add(new StoredTensor(OPTIMIZER + name, DType.FLOAT32, flat, values)));
                yield all;
            }
        };
        Map<String, String> metadata = Map.of("format", "pt", STEP, step.toString());
        MemorySegment image = Arena.ofAuto().allocate(Safetensors.encodedBytes(tensors, metadata));
        try (SegmentChannel channel = new SegmentChannel(image)) {
            Safetensors.write(channel, tensors, metadata);
        } catch (IOException e) {
            throw new UncheckedIOException("a state in memory", e);
        }
        return image;
    }

    /// Takes over a full state: all of it, or nothing and [StateFileException].
    static Step restore(SafetensorsFile file, String name, ParameterBuffer parameters, Optimizer optimizer) {
        Map<String, MemorySegment> targets = new HashMap<>();
        Map<String, Shape> shapes = new HashMap<>();
        for (StoredTensor own : modelTensors(MODEL, parameters)) {
            targets.put(own.name(), own.data());
            shapes.put(own.name(), own.shape());
        }
        optimizer.state().forEach((key, values) -> {
            targets.put(OPTIMIZER + key, values);
            shapes.put(OPTIMIZER + key, Shape.of(parameters.elements()));
        });
        Step step = step(file, name);
        check(file, name, shapes);
        targets.forEach((key, values) -> values.copyFrom(file.get(key).data()));
        return step;
    }

    /// Takes over a model: all of it, or nothing and [StateFileException].
    static void load(SafetensorsFile file, String name, ParameterBuffer parameters) {
        Map<String, Shape> shapes = new HashMap<>();
        parameters.views().forEach(view -> shapes.put(view.name(), view.shape()));
        check(file, name, shapes);
        parameters.views().forEach(view -> place(parameters, view).copyFrom(file.get(view.name()).data()));
    }

    private static MemorySegment place(ParameterBuffer parameters, ParameterBuffer.View view) {
        return parameters.values().asSlice(view.offset() * Float.BYTES, view.shape().elements() * Float.BYTES);
    }

    private static Step step(SafetensorsFile file, String name) {
        String text = file.metadata().getOrDefault(STEP, "");
        if (!text.matches("[0-9]{1,18}")) {
            throw new StateFileException("%s has \"%s\" for its step; a full state has a number there", name, text);
        }
        return new Step(Long.parseLong(text));
    }

    private static void check(SafetensorsFile file, String name, Map<String, Shape> wanted) {
        for (String found : file.names()) {
            if (!wanted.containsKey(found)) {
                throw new StateFileException("%s has a tensor '%s' that the job's model has not; take the state of a run "
                    + "of the same job, or that run's job file", name, found);
            }
        }
        wanted.forEach((key, shape) -> {
            StoredTensor found = file.get(key);
            if (!found.shape().equals(shape) || found.dtype() != DType.FLOAT32) {
                throw new StateFileException("%s has '%s' as %s of %s; the job's model has float32 of %s; take the state of "
                    + "a run of the same job, or that run's job file", name, key, found.dtype(), found.shape(), shape);
            }
        });
    }

    /// Fills memory from the first byte on.
    private static final class SegmentChannel implements WritableByteChannel {

        private final MemorySegment memory;
        private long written;

        private SegmentChannel(MemorySegment memory) {
            this.memory = memory;
        }

        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            MemorySegment.copy(MemorySegment.ofBuffer(source), 0, memory, written, count);
            source.position(source.limit());
            written += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
