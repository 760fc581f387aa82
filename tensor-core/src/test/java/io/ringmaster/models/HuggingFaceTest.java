package io.ringmaster.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.nn.StateReport;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.state.StateFile;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Checkpoints as Hugging Face's libraries save them load unchanged; `src/test/python/huggingface.py` made these.
class HuggingFaceTest {

    private static final Gpt.Config CONFIG = new Gpt.Config(2, 2, 8, 6, 20, 0);

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(HuggingFaceTest.class.getResource("/huggingface/" + name).toURI());
    }

    @ParameterizedTest
    @CsvSource({"gpt2, 1e-5", "gpt2-float16, 2e-3", "gpt2-bfloat16, 2e-2"})
    void gpt2LoadsAndComputesTheSame(String name, double tolerance) throws URISyntaxException {
        try (Gpt net = new Gpt(CONFIG); Scope _ = Scope.open(); NoGrad _ = NoGrad.open();
             StateFile expected = StateFile.open(folder("gpt2").resolve("expected.safetensors"))) {
            net.load(folder(name));
            net.eval();
            double[] logits = expected.get("logits").toTensor().toDoubleArray();
            double[] found = net.forward(expected.get("ids").toTensor()).toDoubleArray();
            assertThat(found).hasSameSizeAs(logits);
            double largest = 0;
            for (double logit : logits) {
                largest = Math.max(largest, Math.abs(logit));
            }
            for (int i = 0; i < found.length; i++) {
                assertThat(found[i]).isCloseTo(logits[i], within(tolerance * largest));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"gpt2-bfloat16, 0.00390625", "gpt2-float16, 0.00048828125"})
    void narrowNumbersAreTheNearestToTheWideOnes(String name, double half) throws URISyntaxException {
        try (StateFile wide = StateFile.open(folder("gpt2")); StateFile narrow = StateFile.open(folder(name)); Scope _ = Scope.open()) {
            assertThat(narrow.names()).isEqualTo(wide.names());
            for (String tensor : wide.names()) {
                double[] values = wide.get(tensor).toTensor().toDoubleArray();
                double[] rounded = narrow.get(tensor).toTensor().toDoubleArray();
                for (int i = 0; i < values.length; i++) {
                    assertThat(rounded[i]).isCloseTo(values[i], within(half * Math.abs(values[i]) + 1e-7));
                }
            }
        }
    }

    /// Older files have no prefix and the attention's masks as buffers.
    @Test
    void gpt2LoadsFromTheFilesOfItsAuthors() throws URISyntaxException {
        try (Gpt net = new Gpt(CONFIG); Scope _ = Scope.open(); StateFile file = StateFile.open(folder("gpt2"))) {
            Map<String, Tensor> state = new LinkedHashMap<>();
            file.tensors().forEach(stored -> state.put(stored.name().replace("transformer.", ""), stored.toTensor()));
            state.put("h.0.attn.bias", Tensor.ones(1, 1, 6, 6).tril().to(DType.UINT8));
            state.put("h.0.attn.masked_bias", Tensor.ones());
            state.put("lm_head.weight", state.get("wte.weight"));
            net.loadStateDict(state);
            assertThat(net.get("lm_head.weight")).isSameAs(net.get("wte.weight"));
        }
    }

    @Test
    void gpt2IsSavedAsItWasRead(@TempDir Path temporary) throws URISyntaxException {
        Path file = temporary.resolve("model.safetensors");
        try (Gpt net = new Gpt(CONFIG); Gpt same = new Gpt(CONFIG); Scope _ = Scope.open(); StateFile read = StateFile.open(folder("gpt2"))) {
            net.load(folder("gpt2"));
            net.save(file);
            StateReport report = same.loadMatching(file);
            assertThat(report.isWhole()).isTrue();
            try (StateFile written = StateFile.open(file)) {
                assertThat(written.metadata()).containsEntry("lm_head.weight", "wte.weight");
                for (String tensor : written.names()) {
                    assertThat(written.get(tensor).toTensor().toFloatArray())
                        .containsExactly(read.get("transformer." + tensor).toTensor().toFloatArray());
                }
            }
        }
    }
}
