package io.ringmaster.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.random.RandomStream;
import org.junit.jupiter.api.Test;

class RecurrentTest {

    private static Tensor draw(long... dims) {
        return Tensor.randn(new RandomStream(5, 0, 0, dims.length), dims);
    }

    @Test
    void haveTheNamesOfPyTorch() {
        assertThat(new LSTM(4, 6).layers(2).bidirectional().parameters().keySet()).containsExactly(
            "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0",
            "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse",
            "weight_ih_l1", "weight_hh_l1", "bias_ih_l1", "bias_hh_l1",
            "weight_ih_l1_reverse", "weight_hh_l1_reverse", "bias_ih_l1_reverse", "bias_hh_l1_reverse");
        assertThat(new GRU(4, 6).layers(2).bidirectional().get("weight_ih_l1").shape()).isEqualTo(Shape.of(18, 12));
        assertThat(new RNN(4, 6).bias(false).parameters().keySet()).containsExactly("weight_ih_l0", "weight_hh_l0");
        assertThat(new LSTM(4, 6).layers(2).batchFirst().dropout(0.5).bidirectional())
            .asString().startsWith("LSTM(4 to 6, 2 layers, both ways, batch first, dropout 0.5)");
    }

    @Test
    void aSequenceInPiecesIsTheWholeSequence() {
        try (LSTM lstm = new LSTM(3, 4).layers(2); GRU gru = new GRU(3, 4).batchFirst(); Scope _ = Scope.open()) {
            lstm.initialize(1);
            Tensor x = draw(7, 2, 3);
            LSTM.Result whole = lstm.forward(x);
            LSTM.Result first = lstm.forward(x.narrow(0, 0, 3));
            LSTM.Result rest = lstm.forward(x.narrow(0, 3, 4), first.state().detach());
            assertThat(rest.output().toFloatArray()).containsExactly(whole.output().narrow(0, 3, 4).toFloatArray(), offset(1e-6f));
            assertThat(rest.state().cell().toFloatArray()).containsExactly(whole.state().cell().toFloatArray(), offset(1e-6f));
            assertThat(whole.state().hidden().shape()).isEqualTo(Shape.of(2, 2, 4));
            gru.initialize(1);
            Tensor batchFirst = draw(2, 7, 3);
            GRU.Result all = gru.forward(batchFirst);
            GRU.Result last = gru.forward(batchFirst.narrow(1, 5, 2), gru.forward(batchFirst.narrow(1, 0, 5)).state());
            assertThat(last.output().toFloatArray()).containsExactly(all.output().narrow(1, 5, 2).toFloatArray(), offset(1e-6f));
            assertThat(all.output().shape()).isEqualTo(Shape.of(2, 7, 4));
        }
    }

    @Test
    void thePlainNetIsItsFormula() {
        try (RNN net = new RNN(3, 4); Scope _ = Scope.open()) {
            net.initialize(1);
            Tensor x = draw(2, 5, 3);
            Tensor hidden = draw(1, 5, 4);
            RNN.Result result = net.forward(x, hidden);
            Tensor h = hidden.select(0, 0);
            for (int time = 0; time < 2; time++) {
                Tensor fromInput = x.select(0, time).linear(net.get("weight_ih_l0").tensor(), net.get("bias_ih_l0").tensor());
                h = fromInput.add(h.linear(net.get("weight_hh_l0").tensor(), net.get("bias_hh_l0").tensor())).tanh();
                assertThat(result.output().select(0, time).toFloatArray()).containsExactly(h.toFloatArray(), offset(1e-6f));
            }
            assertThat(result.state().toFloatArray()).containsExactly(h.toFloatArray(), offset(1e-6f));
        }
    }

    @Test
    void dropoutLiesBetweenLayersAndOnlyInTraining() {
        try (GRU net = new GRU(3, 4).layers(2).dropout(1); Scope _ = Scope.open()) {
            net.initialize(1);
            Tensor x = draw(4, 2, 3);
            Tensor other = draw(4, 2, 3).mul(-2);
            float[] dropped = StepContext.ofStep(1, 1).call(() -> net.forward(x)).output().toFloatArray();
            float[] droppedToo = StepContext.ofStep(1, 1).call(() -> net.forward(other)).output().toFloatArray();
            assertThat(droppedToo).as("nothing of x reaches the last layer").containsExactly(dropped);
            net.eval();
            assertThat(net.forward(x).output().toFloatArray()).isNotEqualTo(net.forward(other).output().toFloatArray());
        }
    }

    @Test
    void saysWhatDoesNotFit() {
        try (LSTM net = new LSTM(3, 4); Scope _ = Scope.open()) {
            net.initialize(1);
            assertThatThrownBy(() -> net.forward(draw(5, 2, 4))).hasMessageContaining("it must be [T, B, I]");
            assertThatThrownBy(() -> net.forward(draw(3))).hasMessageContaining("LSTM: x is");
            assertThatThrownBy(() -> net.forward(draw(5, 2, 3), new LSTM.State(draw(1, 2, 4), draw(1, 3, 4))))
                .hasMessageContaining("must be [1, 2, 4]");
            assertThatThrownBy(() -> new LSTM(0, 4)).hasMessageContaining("1 layers from 0 to 4");
            assertThatThrownBy(() -> new GRU(1, 4).dropout(2)).hasMessageContaining("dropout probability 2.0");
        }
    }
}
