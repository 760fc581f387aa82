package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.nn.Checkpoint;
import io.ringmaster.nn.Dropout;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.Sequential;
import io.ringmaster.nn.StepContext;
import io.ringmaster.tensor.NoGrad;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.autograd.Graph;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The section "Autograd" of docs/tensor-core.md.
class AutogradGuideTest {

    private Scope scope;

    @BeforeEach
    void openScope() {
        scope = Scope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void gradients() {
        Tensor x = Tensor.of(1, 0, -1);
        Tensor w = Tensor.of(1, 2, 3).requiresGrad(true);
        Tensor loss = w.mul(x).sum().square();
        loss.backward();
        float[] slope = w.gradient().orElseThrow().toFloatArray();               // 2 (w · x) x
        w.zeroGradient();                                                        // else the next backward adds to it
        try (NoGrad _ = NoGrad.open()) {
            w.assign(w.sub(0.1));                                                // nothing in here is recorded
        }
        Tensor constant = w.detach();                                            // the same memory without a past
        assertThat(slope).containsExactly(-4, -0f, 4);
        assertThat(w.toFloatArray()).containsExactly(0.9f, 1.9f, 2.9f);
        assertThat(w.gradient()).isEmpty();
        assertThat(constant.requiresGrad()).isFalse();
    }

    @Test
    void graphs() {
        Tensor w = Tensor.of(0, 0, 0).requiresGrad(true);
        Tensor hidden = w.mul(2).retainGrad();
        Tensor y = hidden.exp();
        y.backward(Tensor.of(1, 0, -1), Graph.RETAIN);
        Tensor ofHidden = hidden.gradient().orElseThrow();
        List<Tensor> gradients = Autograd.gradients(List.of(y), List.of(Tensor.ones(3)), List.of(w), Graph.FREE);
        assertThatThrownBy(() -> y.sum().backward()).hasMessageContaining("RETAIN");
        assertThat(ofHidden.toFloatArray()).containsExactly(1, 0, -1);
        assertThat(gradients.getFirst().toFloatArray()).containsExactly(2, 2, 2);
    }

    @Test
    void checkpoints() {
        long seed = 1;
        long step = 0;
        Sequential block = new Sequential(new Linear(4, 4), new Dropout(0.5));
        block.initialize(seed);
        Tensor x = Tensor.ones(2, 4).requiresGrad(true);
        Tensor y = StepContext.ofStep(seed, step).call(() -> Checkpoint.apply(block::forward, x));
        y.sum().backward();
        assertThat(x.gradient()).isPresent();
    }
}
