package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.DropoutMask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What recurrent nets share: layers one over another, each of which runs through time forwards, or both ways.
///
/// Letters: T time, B batch, I inputs, H hidden, G gates, D directions, L layers.
/// State: for each layer n `weight_ih_ln` [G H, I or D H], `weight_hh_ln` [G H, H], `bias_ih_ln` and `bias_hh_ln` [G H]; the
/// same with `_reverse` behind for the way back.
///
/// @param <N> the net itself
abstract sealed class Recurrent<N extends Recurrent<N>> extends Module permits GRU, LSTM, RNN {

    private final RecurrentOptions options;
    private final List<Track> tracks = new ArrayList<>();

    /// One layer's way through time in one direction.
    record Track(Parameter inputWeight, Parameter hiddenWeight, Parameter inputBias, Parameter hiddenBias, boolean biased) {

        /// What the inputs of all times add to the gates. Shapes: x [T, B, I] → [T, B, G H].
        private Tensor fromInput(Tensor x) {
            return biased ? x.linear(inputWeight.tensor(), inputBias.tensor()) : x.linear(inputWeight.tensor());
        }

        /// What a hidden state adds to the gates. Shapes: h [B, H] → [B, G H].
        Tensor fromHidden(Tensor h) {
            return biased ? h.linear(hiddenWeight.tensor(), hiddenBias.tensor()) : h.linear(hiddenWeight.tensor());
        }
    }

    /// @param output of the last layer at all times, the directions side by side
    /// @param states after the last time, one for each kind of state. Shapes: each [L D, B, H]
    record Run(Tensor output, List<Tensor> states) {}

    Recurrent(RecurrentOptions options, int gates) {
        this.options = options;
        long width = gates * options.hidden();
        for (int layer = 0; layer < options.layers(); layer++) {
            long inputs = layer == 0 ? options.inputs() : options.hidden() * options.directions();
            for (String way : options.directions() == 2 ? List.of("", "_reverse") : List.of("")) {
                tracks.add(track("_l" + layer + way, inputs, width));
            }
        }
    }

    private Track track(String suffix, long inputs, long width) {
        long hidden = options.hidden();
        Initializer initial = Initializer.layerDefault(hidden);
        return new Track(
            parameter("weight_ih" + suffix, Shape.of(width, inputs), initial),
            parameter("weight_hh" + suffix, Shape.of(width, hidden), initial),
            parameterIf(options.biased(), "bias_ih" + suffix, Shape.of(width), initial),
            parameterIf(options.biased(), "bias_hh" + suffix, Shape.of(width), initial),
            options.biased());
    }

    final RecurrentOptions options() {
        return options;
    }

    abstract N with(RecurrentOptions changed);

    /// Another one, of so many layers.
    public final N layers(int count) {
        return with(options.layers(count));
    }

    /// Another one, with biases or without.
    public final N bias(boolean wanted) {
        return with(options.biased(wanted));
    }

    /// Another one, for x [B, T, I] → [B, T, D H]. States stay [L D, B, H].
    public final N batchFirst() {
        return with(options.batchFirst(true));
    }

    /// Another one, that in training drops a part of what one layer hands to the next.
    public final N dropout(double probability) {
        return with(options.dropout(probability));
    }

    /// Another one, whose layers also run back through time.
    public final N bidirectional() {
        return with(options.bidirectional(true));
    }

    /// One step of time: the states after it, the hidden one first. Shapes: gates [B, G H], states each [B, H].
    ///
    /// @param gates what the input adds
    abstract List<Tensor> step(Track track, Tensor gates, List<Tensor> states);

    /// States of 0. Shapes: → [L D, B, H].
    final Tensor zeroState(Tensor x) {
        requireSequences(x);
        return Tensor.zeros(stateShape(x), x.dtype(), x.device());
    }

    private Shape stateShape(Tensor x) {
        return x.shape().rank() == 2
            ? Shape.of(tracks.size(), options.hidden()) : Shape.of(tracks.size(), x.dim(batchDim()), options.hidden());
    }

    private int batchDim() {
        return options.batchFirst() ? 0 : 1;
    }

    private void requireSequences(Tensor x) {
        int rank = x.shape().rank();
        if ((rank != 2 && rank != 3) || x.dim(-1) != options.inputs() || x.dim(rank == 2 ? 0 : 1 - batchDim()) == 0) {
            throw new ShapeException("%s: x is %s; it must be %s of 1 time or more with %d inputs, or [T, I]",
                getClass().getSimpleName(), x, options.batchFirst() ? "[B, T, I]" : "[T, B, I]", options.inputs());
        }
    }

    /// Runs all layers over a sequence. Shapes: x [T, B, I], or [B, T, I] where the batch is first; states each [L D, B, H]; or
    /// all without B.
    final Run run(Tensor x, List<Tensor> states) {
        requireSequences(x);
        for (Tensor state : states) {
            if (!state.shape().equals(stateShape(x))) {
                throw new ShapeException("%s: an initial state is %s; with x %s it must be %s",
                    getClass().getSimpleName(), state, x, stateShape(x));
            }
        }
        if (x.shape().rank() == 2) {
            Run run = ofBatch(x.unsqueeze(batchDim()), states.stream().map(state -> state.unsqueeze(1)).toList());
            return new Run(run.output.squeeze(batchDim()), run.states.stream().map(state -> state.squeeze(1)).toList());
        }
        return ofBatch(x, states);
    }

    private Run ofBatch(Tensor x, List<Tensor> states) {
        Tensor layerInput = options.batchFirst() ? x.transpose(0, 1) : x;   // [T, B, I]
        List<List<Tensor>> last = new ArrayList<>();
        for (int layer = 0; layer < options.layers(); layer++) {
            List<Tensor> ways = new ArrayList<>();
            for (int way = 0; way < options.directions(); way++) {
                int track = layer * options.directions() + way;
                List<Tensor> initial = states.stream().map(state -> state.select(0, track)).toList();
                ways.add(runTrack(tracks.get(track), layerInput, initial, way == 1, last));
            }
            layerInput = ways.size() == 1 ? ways.getFirst() : Tensor.cat(-1, ways);   // [T, B, D H]
            if (layer < options.layers() - 1) {
                layerInput = dropped(layerInput);
            }
        }
        List<Tensor> ends = new ArrayList<>();
        for (int kind = 0; kind < states.size(); kind++) {
            int of = kind;
            ends.add(Tensor.stack(0, last.stream().map(state -> state.get(of)).toList()));
        }
        return new Run(options.batchFirst() ? layerInput.transpose(0, 1) : layerInput, ends);
    }

    /// @param last where the states after the track's last step are added
    private Tensor runTrack(
        Track track, Tensor x, List<Tensor> initial, boolean backwards, List<List<Tensor>> last) {
        List<Tensor> times = new ArrayList<>(List.of(track.fromInput(x).unbind(0)));
        if (backwards) {
            Collections.reverse(times);
        }
        List<Tensor> states = initial;
        List<Tensor> outputs = new ArrayList<>();
        for (Tensor gates : times) {
            states = step(track, gates, states);
            outputs.add(states.getFirst());
        }
        if (backwards) {
            Collections.reverse(outputs);
        }
        last.add(states);
        return Tensor.stack(0, outputs);   // [T, B, H]
    }

    private Tensor dropped(Tensor x) {
        return isTraining() && options.dropout() > 0
            ? x.dropout(new DropoutMask(StepContext.nextStream(), options.dropout()))
            : x;
    }

    @Override
    protected String describe() {
        return options.toString();
    }
}
