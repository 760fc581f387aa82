package io.ringmaster.worker;

import io.ringmaster.nn.ParameterBuffer;
import io.ringmaster.optim.Optimizer;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.Step;
import io.ringmaster.tensor.Tensor;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
        return stored(prefix, parameters.state());
    }

    private static List<StoredTensor> stored(String prefix, Map<String, Tensor> tensors) {
        return tensors.entrySet().stream().map(named -> {
            Tensor tensor = named.getValue();
            return new StoredTensor(prefix + named.getKey(), tensor.dtype(), tensor.shape(), tensor.memory());
        }).toList();
    }

    private static List<StoredTensor> optimizerTensors(Optimizer optimizer) {
        return stored(OPTIMIZER, optimizer.state());
    }

    /// The memory lives as long as anybody refers to it: parts of it are under way to others when the last is sent.
    static MemorySegment encode(StateKind kind, ParameterBuffer parameters, Optimizer optimizer, Step step) {
        List<StoredTensor> tensors = switch (kind) {
            case MODEL -> modelTensors("", parameters);
            case FULL -> {
                List<StoredTensor> all = new ArrayList<>(modelTensors(MODEL, parameters));
                all.addAll(optimizerTensors(optimizer));
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
        Step step = step(file, name);
        List<StoredTensor> own = new ArrayList<>(modelTensors(MODEL, parameters));
        own.addAll(optimizerTensors(optimizer));
        takeOver(file, name, own);
        return step;
    }

    /// Takes over a model: all of it, or nothing and [StateFileException].
    static void load(SafetensorsFile file, String name, ParameterBuffer parameters) {
        takeOver(file, name, modelTensors("", parameters));
    }

    private static void takeOver(SafetensorsFile file, String name, List<StoredTensor> own) {
        check(file, name, own);
        own.forEach(tensor -> tensor.data().copyFrom(file.get(tensor.name()).data()));
    }

    private static Step step(SafetensorsFile file, String name) {
        String text = file.metadata().getOrDefault(STEP, "");
        if (!text.matches("[0-9]{1,18}")) {
            throw new StateFileException("%s has \"%s\" for its step; a full state has a number there", name, text);
        }
        return new Step(Long.parseLong(text));
    }

    private static void check(SafetensorsFile file, String name, List<StoredTensor> own) {
        Set<String> wanted = own.stream().map(StoredTensor::name).collect(Collectors.toSet());
        for (String found : file.names()) {
            if (!wanted.contains(found)) {
                throw new StateFileException("%s has a tensor '%s' that the job's model has not; take the state of a run "
                    + "of the same job, or that run's job file", name, found);
            }
        }
        own.forEach(tensor -> {
            StoredTensor found = file.get(tensor.name());
            if (!found.shape().equals(tensor.shape()) || found.dtype() != tensor.dtype()) {
                throw new StateFileException("%s has '%s' as %s of %s; the job's model has %s of %s; take the state of a run "
                    + "of the same job, or that run's job file",
                    name, tensor.name(), found.dtype(), found.shape(), tensor.dtype(), tensor.shape());
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
