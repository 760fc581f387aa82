package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import java.util.List;

/// The plain recurrent net: `h' = tanh(from x + from h)`.
///
/// Letters: T time, B batch, I inputs, H hidden, D directions, L layers.
/// Shapes: x [T, B, I] → [T, B, D H]; state [L D, B, H]; or all without B. State: as PyTorch's, `weight_ih_l0` [H, I], `weight_hh_l0` [H, H],
/// `bias_ih_l0`, `bias_hh_l0` [H], for further layers and the way back `_l1`, `_l0_reverse`, ...
/// Source: Elman 1990; torch.nn.RNN.
public final class RNN extends Recurrent<RNN> {

    private final boolean rectified;

    public RNN(long inputs, long hidden) {
        this(RecurrentOptions.of(inputs, hidden), false);
    }

    private RNN(RecurrentOptions options, boolean rectified) {
        super(options, 1);
        this.rectified = rectified;
    }

    /// Another one, by ReLU instead of tanh.
    public RNN relu() {
        return new RNN(options(), true);
    }

    /// @param output of the last layer at all times, the directions side by side
    /// @param state  after the last time
    public record Result(Tensor output, Tensor state) {}

    /// From a state of 0.
    public Result forward(Tensor x) {
        return forward(x, zeroState(x));
    }

    public Result forward(Tensor x, Tensor initial) {
        Run run = run(x, List.of(initial));
        return new Result(run.output(), run.states().getFirst());
    }

    @Override
    RNN with(RecurrentOptions changed) {
        return new RNN(changed, rectified);
    }

    @Override
    List<Tensor> step(Track track, Tensor gates, List<Tensor> states) {
        Tensor sum = gates.add(track.fromHidden(states.getFirst()));
        return List.of(rectified ? sum.relu() : sum.tanh());
    }
}
