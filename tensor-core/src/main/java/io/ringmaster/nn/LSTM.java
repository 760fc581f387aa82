package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import java.util.List;

/// A recurrent net whose cells keep what gates let in: `c' = f c + i g`, `h' = o tanh(c')`, with sigmoid gates i, f, o and
/// candidates g by tanh, in this order in the weights.
///
/// Letters: T time, B batch, I inputs, H hidden, D directions, L layers.
/// Shapes: x [T, B, I] → [T, B, D H]; states [L D, B, H]; or all without B. State: as PyTorch's, `weight_ih_l0` [4 H, I], `weight_hh_l0`
/// [4 H, H], `bias_ih_l0`, `bias_hh_l0` [4 H], for further layers and the way back `_l1`, `_l0_reverse`, ...
/// Source: Hochreiter and Schmidhuber 1997, with forget gates; torch.nn.LSTM.
public final class LSTM extends Recurrent<LSTM> {

    private static final int GATES = 4;

    public LSTM(long inputs, long hidden) {
        this(RecurrentOptions.of(inputs, hidden));
    }

    private LSTM(RecurrentOptions options) {
        super(options, GATES);
    }

    /// What is kept from one time to the next. Shapes: both [L D, B, H].
    public record State(Tensor hidden, Tensor cell) {

        /// Without a past, so that backward stops here: for the next piece of a long sequence.
        public State detach() {
            return new State(hidden.detach(), cell.detach());
        }
    }

    /// @param output of the last layer at all times, the directions side by side
    /// @param state  after the last time
    public record Result(Tensor output, State state) {}

    /// From states of 0.
    public Result forward(Tensor x) {
        return forward(x, new State(zeroState(x), zeroState(x)));
    }

    public Result forward(Tensor x, State initial) {
        Run run = run(x, List.of(initial.hidden(), initial.cell()));
        return new Result(run.output(), new State(run.states().get(0), run.states().get(1)));
    }

    @Override
    LSTM with(RecurrentOptions changed) {
        return new LSTM(changed);
    }

    @Override
    List<Tensor> step(Track track, Tensor gates, List<Tensor> states) {
        Tensor[] parts = gates.add(track.fromHidden(states.get(0))).chunk(GATES, -1);   // 4 of [B, H]
        Tensor kept = parts[1].sigmoid().mul(states.get(1));
        Tensor cell = kept.add(parts[0].sigmoid().mul(parts[2].tanh()));
        return List.of(parts[3].sigmoid().mul(cell.tanh()), cell);
    }
}
