package io.ringmaster.torch;

import io.ringmaster.nn.Attention;
import io.ringmaster.nn.AttentionMask;
import io.ringmaster.nn.GRU;
import io.ringmaster.nn.LSTM;
import io.ringmaster.nn.MultiheadAttention;
import io.ringmaster.nn.RNN;
import io.ringmaster.nn.TransformerEncoderLayer;
import io.ringmaster.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The modules of sequences that `random_layers.py` calls.
final class SequenceCalls {

    static final Map<String, Subject.Maker> ALL = Map.of(
        "attention", SequenceCalls::attention,
        "scaledAttention", of -> Subject.ofAll(x -> List.of(Attention.of(x.get(0), x.get(1), x.get(2), scaledMask(of, x)))),
        "recurrent", SequenceCalls::recurrent,
        "transformer", SequenceCalls::transformer);

    private SequenceCalls() {}

    private static AttentionMask scaledMask(RandomCase of, List<Tensor> x) {
        AttentionMask mask = of.flag("causal") ? AttentionMask.CAUSAL : AttentionMask.NONE;
        return x.size() == 4 ? mask.hiding(x.get(3)) : mask;
    }

    private static Subject attention(RandomCase of) {
        MultiheadAttention plain =
            new MultiheadAttention(of.count("width"), of.count("heads")).bias(of.flag("bias"));
        MultiheadAttention module = of.flag("first") ? plain.batchFirst() : plain;
        return Subject.of(module, x -> {
            List<Tensor> rest = new ArrayList<>(x);
            Tensor query = rest.removeFirst();
            Tensor key = of.flag("cross") ? rest.removeFirst() : query;
            AttentionMask mask = mask(of, rest);
            if (query.shape().rank() == 2) {
                int batch = of.flag("first") ? 0 : 1;
                Tensor weights = module.forwardWithWeights(query.unsqueeze(batch), key.unsqueeze(batch), key.unsqueeze(batch), mask)
                    .weights().squeeze(0);
                return List.of(module.forward(query, key, key, mask), of.flag("average") ? weights.mean(0) : weights);
            }
            MultiheadAttention.Result result = module.forwardWithWeights(query, key, key, mask);
            Tensor plainOutput = of.flag("cross") ? module.forward(query, key, key, mask) : module.forward(query, mask);
            return List.of(plainOutput, of.flag("average") ? result.weights().mean(1) : result.weights());
        });
    }

    private static AttentionMask mask(RandomCase of, List<Tensor> rest) {
        AttentionMask mask = AttentionMask.NONE;
        if (!of.text("mask").equals("none")) {
            Tensor given = rest.removeFirst();
            Tensor perHead = given.shape().rank() == 3 ? given.unflatten(0, -1, of.count("heads")) : given;
            mask = of.text("mask").equals("bool") ? mask.hiding(perHead) : mask.adding(perHead);
        }
        return of.flag("padded") ? mask.hidingKeys(rest.removeFirst()) : mask;
    }

    private static Subject recurrent(RandomCase of) {
        long i = of.count("i");
        long h = of.count("h");
        return switch (of.text("kind")) {
            case "LSTM" -> lstm(of, new LSTM(i, h).layers(of.count("layers")).bias(of.flag("bias")));
            case "GRU" -> gru(of, new GRU(i, h).layers(of.count("layers")).bias(of.flag("bias")));
            case "RNN" -> rnn(of, new RNN(i, h).layers(of.count("layers")).bias(of.flag("bias")));
            default -> throw new IllegalArgumentException(of.toString());
        };
    }

    private static Subject lstm(RandomCase of, LSTM plain) {
        LSTM wide = of.flag("both") ? plain.bidirectional() : plain;
        LSTM module = of.flag("first") ? wide.batchFirst() : wide;
        return Subject.of(module, x -> {
            LSTM.Result result = x.size() == 3
                ? module.forward(x.get(0), new LSTM.State(x.get(1), x.get(2))) : module.forward(x.get(0));
            return List.of(result.output(), result.state().hidden(), result.state().cell());
        });
    }

    private static Subject gru(RandomCase of, GRU plain) {
        GRU wide = of.flag("both") ? plain.bidirectional() : plain;
        GRU module = of.flag("first") ? wide.batchFirst() : wide;
        return Subject.of(module, x -> {
            GRU.Result result = x.size() == 2 ? module.forward(x.get(0), x.get(1)) : module.forward(x.get(0));
            return List.of(result.output(), result.state());
        });
    }

    private static Subject rnn(RandomCase of, RNN plain) {
        RNN wide = of.flag("both") ? plain.bidirectional() : plain;
        RNN ordered = of.flag("first") ? wide.batchFirst() : wide;
        RNN module = of.flag("relu") ? ordered.relu() : ordered;
        return Subject.of(module, x -> {
            RNN.Result result = x.size() == 2 ? module.forward(x.get(0), x.get(1)) : module.forward(x.get(0));
            return List.of(result.output(), result.state());
        });
    }

    private static Subject transformer(RandomCase of) {
        TransformerEncoderLayer plain =
            new TransformerEncoderLayer(of.count("width"), of.count("heads"), of.count("inner")).dropout(0);
        TransformerEncoderLayer ordered = of.flag("first") ? plain.batchFirst() : plain;
        TransformerEncoderLayer placed = of.flag("ahead") ? ordered.normFirst() : ordered;
        TransformerEncoderLayer module = of.flag("gelu") ? placed.gelu() : placed;
        AttentionMask mask = of.flag("causal") ? AttentionMask.CAUSAL : AttentionMask.NONE;
        return Subject.of(module, x -> List.of(module.forward(x.getFirst(), mask)));
    }
}
