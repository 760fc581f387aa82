package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.models.Mlp;
import io.ringmaster.nn.Module;
import io.ringmaster.nn.StateReport;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.StateFile;
import io.ringmaster.tensor.state.StoredTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The section "Saving and loading" of docs/tensor-core.md.
class SavingGuideTest {

    @TempDir
    private Path temporary;

    @Test
    void netsAreSavedAndLoaded() {
        Path file = temporary.resolve("net.safetensors");
        try (Module net = Mlp.of(4, 3, 2).initialize(1); Module other = Mlp.of(4, 3, 2);
             Module classifier = Mlp.of(4, 3, 5).initialize(2)) {
            net.save(file);
            other.load(file);                                         // all of it, or StateDictException with nothing changed
            net.module("0").requiresGrad(false);
            assertThat(other.get("2.bias").tensor().toFloatArray()).containsExactly(net.get("2.bias").tensor().toFloatArray());
            StateReport report = classifier.loadMatching(file);
            report.missing();                                         // what the file lacks
            report.unexpected();                                      // what the net lacks
            report.misshapen();                                       // what has another shape
            classifier.module("2").initialize(7);                     // new values for the new head
            assertThat(report.misshapen()).hasSize(2);
            assertThat(classifier.get("0.bias").tensor().toFloatArray()).containsExactly(net.get("0.bias").tensor().toFloatArray());
        }
    }

    @Test
    void tensorsAreSavedAndLoaded() {
        Path file = temporary.resolve("tensors.safetensors");
        try (Scope _ = Scope.open()) {
            Tensor mean = Tensor.of(1, 2, 3);
            Tensor ids = Tensor.of(new long[] {7, 8}, Shape.of(2), Device.CPU);
            Safetensors.write(file, List.of(StoredTensor.of("mean", mean), StoredTensor.of("ids", ids)), Map.of("made by", "hand"));
            try (StateFile opened = StateFile.open(file)) {
                Tensor again = opened.get("mean").toTensor();         // lies in the file's mapping while it is open
                System.out.println(again + " made by " + opened.metadata().get("made by"));
            }
            try (StateFile opened = StateFile.open(file)) {
                assertThat(opened.get("mean").toTensor().toFloatArray()).containsExactly(1, 2, 3);
                assertThat(opened.metadata()).containsEntry("made by", "hand");
            }
        }
    }
}
