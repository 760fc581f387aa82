package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.models.Mlp;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.SafetensorsFile;
import io.ringmaster.tensor.state.StoredTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleFileTest {

    @TempDir
    private Path folder;

    @Test
    void aModuleReadsWhatItWrote() {
        Path file = folder.resolve("net.safetensors");
        try (Module net = Mlp.of(3, 4, 2).initialize(1); Module same = Mlp.of(3, 4, 2); Module other = Mlp.of(3, 5, 2).initialize(1);
             Module wide = Mlp.of(3, 4, 2).to(Device.REFERENCE, DType.FLOAT64)) {
            net.save(file);
            same.load(file);
            wide.load(file);
            for (String name : net.parameters().keySet()) {
                float[] values = net.get(name).tensor().toFloatArray();
                assertThat(same.get(name).tensor().toFloatArray()).containsExactly(values);
                assertThat(wide.get(name).tensor().toFloatArray()).containsExactly(values);
            }
            assertThatThrownBy(() -> other.load(file)).isInstanceOf(StateDictException.class)
                .hasMessageStartingWith(file + " does not fit the module")
                .hasMessageContaining("0.weight is [4, 3], must be [5, 3]");
            assertThat(other.loadMatching(file).misshapen()).hasSize(3);
            wide.save(file);
            assertThatThrownBy(() -> net.load(folder.resolve("none"))).hasMessageContaining("does not exist");
            same.load(file);
            assertThat(same.get("2.bias").tensor().toFloatArray()).containsExactly(net.get("2.bias").tensor().toFloatArray());
        }
    }

    /// What is tied is written once, with its other names where Hugging Face's load_model looks for them.
    @Test
    void whatIsTiedIsWrittenOnce() {
        Path path = folder.resolve("tied.safetensors");
        Linear shared = new Linear(2, 2);
        Linear sharedToo = new Linear(2, 2);
        try (Layer net = new Sequential(shared, shared).initialize(1); Layer same = new Sequential(sharedToo, sharedToo)) {
            net.save(path);
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                assertThat(file.names()).containsExactly("0.bias", "0.weight");
                assertThat(file.metadata())
                    .isEqualTo(Map.of("format", "pt", "1.weight", "0.weight", "1.bias", "0.bias"));
            }
            same.load(path);
            assertThat(same.get("1.weight").tensor()).isSameAs(same.get("0.weight").tensor());
            assertThat(same.get("1.weight").tensor().toFloatArray()).containsExactly(net.get("0.weight").tensor().toFloatArray());
        }
    }

    @Test
    void aTransposedTensorIsWrittenRowByRow() {
        Path path = folder.resolve("turned.safetensors");
        try (Scope _ = Scope.open()) {
            StoredTensor turned = StoredTensor.of("x", Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}}).t());
            Safetensors.write(path, List.of(turned), Map.of());
            try (SafetensorsFile file = SafetensorsFile.open(path)) {
                assertThat(file.get("x").toTensor().toFloatArray()).containsExactly(1, 4, 2, 5, 3, 6);
            }
        }
    }
}
