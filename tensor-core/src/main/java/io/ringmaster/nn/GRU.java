package io.ringmaster.nn;

import io.ringmaster.tensor.Tensor;
import java.util.List;

/// A recurrent net that mixes its state with a candidate: `h' = (1 - z) n + z h`, with sigmoid gates r, z and
/// `n = tanh(from x + r (from h))`, in this order in the weights.
///
/// Letters: T time, B batch, I inputs, H hidden, D directions, L layers.
/// Shapes: x [T, B, I] → [T, B, D H]; state [L D, B, H]; or all without B. State: as PyTorch's, `weight_ih_l0` [3 H, I], `weight_hh_l0`
/// [3 H, H], `bias_ih_l0`, `bias_hh_l0` [3 H], for further layers and the way back `_l1`, `_l0_reverse`, ...
/// Source: Cho et al. 2014; torch.nn.GRU.
public final class GRU extends Recurrent<GRU> {

    private static final int GATES = 3;

    public GRU(long inputs, long hidden) {
        this(RecurrentOptions.of(inputs, hidden));
    }

    private GRU(RecurrentOptions options) {
        super(options, GATES);
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
    GRU with(RecurrentOptions changed) {
        return new GRU(changed);
    }

    @Override
    List<Tensor> step(Track track, Tensor gates, List<Tensor> states) {
        Tensor hidden = states.getFirst();
        Tensor[] fromInput = gates.chunk(GATES, -1);                          // 3 of [B, H]
        Tensor[] fromHidden = track.fromHidden(hidden).chunk(GATES, -1);
        Tensor reset = fromInput[0].add(fromHidden[0]).sigmoid();
        Tensor update = fromInput[1].add(fromHidden[1]).sigmoid();
        Tensor candidate = fromInput[2].add(reset.mul(fromHidden[2])).tanh();
        return List.of(candidate.add(update.mul(hidden.sub(candidate))));
    }
}
