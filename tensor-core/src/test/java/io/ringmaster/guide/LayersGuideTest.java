package io.ringmaster.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.nn.AdaptiveAvgPool2d;
import io.ringmaster.nn.AttentionMask;
import io.ringmaster.nn.AvgPool2d;
import io.ringmaster.nn.BatchNorm1d;
import io.ringmaster.nn.BatchNorm2d;
import io.ringmaster.nn.Conv1d;
import io.ringmaster.nn.Conv2d;
import io.ringmaster.nn.ConvTranspose2d;
import io.ringmaster.nn.Dropout;
import io.ringmaster.nn.Embedding;
import io.ringmaster.nn.Flatten;
import io.ringmaster.nn.GELU;
import io.ringmaster.nn.GRU;
import io.ringmaster.nn.GroupNorm;
import io.ringmaster.nn.LSTM;
import io.ringmaster.nn.LayerNorm;
import io.ringmaster.nn.LeakyReLU;
import io.ringmaster.nn.Linear;
import io.ringmaster.nn.LogSoftmax;
import io.ringmaster.nn.MaxPool2d;
import io.ringmaster.nn.MultiheadAttention;
import io.ringmaster.nn.RMSNorm;
import io.ringmaster.nn.ReLU;
import io.ringmaster.nn.Sequential;
import io.ringmaster.nn.SiLU;
import io.ringmaster.nn.Sigmoid;
import io.ringmaster.nn.Softmax;
import io.ringmaster.nn.StepContext;
import io.ringmaster.nn.Tanh;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import org.junit.jupiter.api.Test;

/// The section "Layers" of docs/tensor-core.md.
class LayersGuideTest {

    private static Tensor draw(long... dims) {
        return Tensor.randn(new RandomStream(1, 0, 0, 0), dims);
    }

    @Test
    void layersAreComposed() {
        try (Scope _ = Scope.open()) {
            Tensor images = draw(2, 3, 32, 32);
            Sequential net = new Sequential(
                new Conv2d(3, 16, 3).padding(1), new BatchNorm2d(16), new ReLU(), new MaxPool2d(2),
                new Conv2d(16, 32, 3).stride(2).padding(1).bias(false), new GroupNorm(4, 32), new SiLU(), new AdaptiveAvgPool2d(1),
                new Flatten(), new Dropout(0.5), new Linear(32, 10));
            net.initialize(42);
            Tensor logits = StepContext.ofStep(42, 0).call(() -> net.train().forward(images));   // [B, 10]
            Tensor judged = net.eval().forward(images);                                          // dropout and batch norm at rest
            assertThat(logits.shape()).isEqualTo(Shape.of(2, 10));
            assertThat(judged.shape()).isEqualTo(Shape.of(2, 10));
            assertThat(net.getBuffer("1.num_batches_tracked").tensor().toLongArray()).containsExactly(1);
            net.close();
        }
    }

    @Test
    void otherLayersAreComposed() {
        try (Scope _ = Scope.open()) {
            Sequential signals = new Sequential(
                new Conv1d(4, 8, 5).stride(2).dilation(2).groups(4), new BatchNorm1d(8), new GELU(), new Flatten(), new LogSoftmax(-1));
            Sequential decoder = new Sequential(
                new ConvTranspose2d(8, 3, 4).stride(2).padding(1), new LeakyReLU(0.2), new AvgPool2d(2), new Tanh());
            Sequential words = new Sequential(
                new Embedding(100, 16).paddingIndex(0), new LayerNorm(16), new RMSNorm(16), new Softmax(-1), new Sigmoid());
            assertThat(signals.initialize(1).forward(draw(2, 4, 20)).shape()).isEqualTo(Shape.of(2, 48));
            assertThat(decoder.initialize(1).forward(draw(2, 8, 5, 6)).shape()).isEqualTo(Shape.of(2, 3, 5, 6));
            Tensor ids = Tensor.of(new int[] {5, 0, 99}, Shape.of(1, 3), Device.CPU);
            assertThat(words.initialize(1).forward(ids).shape()).isEqualTo(Shape.of(1, 3, 16));
            signals.close();
            decoder.close();
            words.close();
        }
    }

    @Test
    void recurrentNetsGoOn() {
        try (Scope _ = Scope.open()) {
            Tensor piece = draw(5, 2, 28);
            LSTM lstm = new LSTM(28, 64).layers(2).dropout(0.1);
            lstm.initialize(42).eval();
            LSTM.Result first = lstm.forward(piece);                                // output [T, B, 64], states [2, B, 64]
            LSTM.Result next = lstm.forward(piece, first.state().detach());         // goes on where the first ended
            GRU gru = new GRU(28, 64).bidirectional();                              // output [T, B, 128], state [2, B, 64]
            assertThat(next.output().toFloatArray()).isNotEqualTo(first.output().toFloatArray());
            assertThat(next.state().cell().shape()).isEqualTo(Shape.of(2, 2, 64));
            gru.initialize(42);
            assertThat(gru.forward(piece).output().shape()).isEqualTo(Shape.of(5, 2, 128));
            assertThat(gru.forward(piece).state().shape()).isEqualTo(Shape.of(2, 2, 64));
            lstm.close();
            gru.close();
        }
    }

    @Test
    void attentionIsMasked() {
        try (Scope _ = Scope.open()) {
            Tensor sequence = draw(2, 3, 32);
            Tensor memory = draw(2, 5, 32);
            Tensor padding = Tensor.of(new boolean[] {false, false, true, false, false, false}, Shape.of(2, 3), Device.CPU);
            Tensor distance = Tensor.arange(3).sub(Tensor.arange(3).unsqueeze(1)).abs().mul(-0.5);
            MultiheadAttention attention = new MultiheadAttention(32, 4).batchFirst();
            attention.initialize(42);
            Tensor itself = attention.forward(sequence, AttentionMask.CAUSAL);                              // [B, T, 32]
            Tensor padded = attention.forward(sequence, AttentionMask.NONE.hidingKeys(padding));            // padding [B, T], bool
            Tensor other = attention.forward(sequence, memory, memory, AttentionMask.NONE);
            Tensor near = attention.forward(sequence, AttentionMask.NONE.adding(distance));                 // [T, T], also to be learnt
            Tensor weights = attention.forwardWithWeights(sequence, memory, memory, AttentionMask.NONE).weights();   // [B, H, T, S]
            assertThat(near.shape()).isEqualTo(other.shape());
            assertThat(weights.shape()).isEqualTo(Shape.of(2, 4, 3, 5));
            assertThat(itself.shape()).isEqualTo(other.shape()).isEqualTo(padded.shape()).isEqualTo(Shape.of(2, 3, 32));
            attention.close();
        }
    }
}
