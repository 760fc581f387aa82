package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.models.Gpt;
import io.ringmaster.models.Mlp;
import io.ringmaster.models.ResNet;
import io.ringmaster.nn.Layer;
import io.ringmaster.nn.Module;
import io.ringmaster.nn.StateReport;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.StateFile;
import io.ringmaster.tensor.state.StoredTensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sections "Saving and loading" and "Models" of docs/tensor-core.md.
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

    @Test
    void modelsHaveTheirNames() throws URISyntaxException {
        Path folder = Path.of(SavingGuideTest.class.getResource("/huggingface/gpt2").toURI());
        Layer resnet = ResNet.ofDepth18(1000);
        Set<String> names = resnet.parameters().keySet();         // conv1.weight, bn1.weight, ..., layer2.0.downsample.0.weight, ..., fc.bias
        assertThat(names).contains("conv1.weight", "bn1.weight", "layer2.0.downsample.0.weight", "fc.bias");
        try (Scope _ = Scope.open(); NoGrad _ = NoGrad.open()) {
            Tensor ids = Tensor.of(new long[] {3, 7, 19}, Shape.of(1, 3), Device.CPU);
            Gpt gpt = new Gpt(new Gpt.Config(2, 2, 8, 6, 20, 0));     // Gpt.Config.GPT2 for the real one
            gpt.load(folder);
            gpt.eval();
            Tensor scores = gpt.forward(ids);                         // [B, T, V]
            long next = scores.select(0, 0).select(0, -1).argmax().toLongArray()[0];
            assertThat(next).isBetween(0L, 19L);
            gpt.close();
        }
    }
}
