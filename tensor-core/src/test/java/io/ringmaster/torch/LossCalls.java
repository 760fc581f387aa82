package io.ringmaster.torch;

import io.ringmaster.nn.BCELoss;
import io.ringmaster.nn.BCEWithLogitsLoss;
import io.ringmaster.nn.CrossEntropyLoss;
import io.ringmaster.nn.HuberLoss;
import io.ringmaster.nn.KLDivLoss;
import io.ringmaster.nn.L1Loss;
import io.ringmaster.nn.Loss;
import io.ringmaster.nn.MSELoss;
import io.ringmaster.nn.NLLLoss;
import io.ringmaster.nn.SmoothL1Loss;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Reduction;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The losses that `random_layers.py` calls.
final class LossCalls {

    static final Map<String, Subject.Maker> ALL = Map.of(
        "classLoss", of -> Subject.ofAll(x -> List.of(ofClasses(of, x))),
        "pairLoss", of -> Subject.ofAll(x -> List.of(ofPairs(of, x).of(x.get(0), x.get(1), reduction(of)))));

    private LossCalls() {}

    private static Reduction reduction(RandomCase of) {
        return Reduction.valueOf(of.text("reduction").toUpperCase(Locale.ROOT));
    }

    private static Tensor ofClasses(RandomCase of, List<Tensor> x) {
        Tensor scores = x.get(0);
        Tensor target = x.get(1);
        boolean weighted = of.flag("weighted");
        if (of.text("name").equals("nll")) {
            NLLLoss loss = new NLLLoss().ignoreIndex(of.count("ignore"));
            return (weighted ? loss.classWeights(x.get(2).detach()) : loss)
                .of(scores.logSoftmax(scores.shape().rank() == 1 ? 0 : 1), target, reduction(of));
        }
        CrossEntropyLoss loss =
            new CrossEntropyLoss().ignoreIndex(of.count("ignore")).labelSmoothing(of.number("smoothing"));
        return (weighted ? loss.classWeights(x.get(2).detach()) : loss).of(scores, target, reduction(of));
    }

    private static Loss ofPairs(RandomCase of, List<Tensor> x) {
        double beta = of.number("beta");
        return switch (of.text("name")) {
            case "mse" -> new MSELoss();
            case "l1" -> new L1Loss();
            case "huber" -> new HuberLoss(beta);
            case "smoothL1" -> new SmoothL1Loss(beta);
            case "klDiv" -> new KLDivLoss(false, false);
            case "bce" -> of.flag("weighted") ? new BCELoss().weights(x.get(2).detach()) : new BCELoss();
            case "bceWithLogits" -> withLogits(of, x);
            default -> throw new IllegalArgumentException(of.toString());
        };
    }

    private static Loss withLogits(RandomCase of, List<Tensor> x) {
        BCEWithLogitsLoss loss = new BCEWithLogitsLoss();
        BCEWithLogitsLoss weighted = of.flag("weighted") ? loss.weights(x.get(2).detach()) : loss;
        return of.flag("positive") ? weighted.positiveWeight(x.getLast().detach()) : weighted;
    }
}
