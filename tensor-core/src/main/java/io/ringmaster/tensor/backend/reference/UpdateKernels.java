package io.ringmaster.tensor.backend.reference;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.UpdateRule;
import io.ringmaster.tensor.backend.kernel.Updates;
import java.util.List;
import java.util.function.Consumer;

/// What happens to parameters and gradients after backward, element by element.
final class UpdateKernels {

    private UpdateKernels() {}

    static void run(Updates update) {
        switch (update) {
            case Updates.Step(var rule, var ascends, var pieces) -> pieces.forEach(piece -> step(rule, new Walk(piece, ascends ? -1 : 1)));
            case Updates.MoveTowards(var momentum, var values, var found) -> moveTowards(momentum, values, found);
            case Updates.Norm(var parts, var y) -> norm(parts, y);
            case Updates.ClipByNorm clip -> clip(clip);
            case Updates.ClipByValue(var limit, var parts) -> clip(limit, parts);
        }
    }

    private static void step(UpdateRule rule, Walk piece) {
        switch (rule) {
            case UpdateRule.Sgd sgd -> forEach(piece, at -> sgd(sgd, at));
            case UpdateRule.Adam adam -> forEach(piece, at -> adam(adam, at));
            case UpdateRule.RmsProp rmsProp -> forEach(piece, at -> rmsProp(rmsProp, at));
            case UpdateRule.Adagrad adagrad -> forEach(piece, at -> adagrad(adagrad, at));
            case UpdateRule.Lamb lamb -> lamb(lamb, piece);
        }
    }

    /// A piece, and the sign that its gradients are taken with.
    private record Walk(Updates.Piece piece, int sign) {}

    /// One element of a piece.
    private record Element(Updates.Piece piece, int sign, long index) {

        double value() {
            return Values.read(piece.values(), index);
        }

        void value(double value) {
            Values.write(piece.values(), index, value);
        }

        double gradient(double weightDecay) {
            return sign * Values.read(piece.gradients(), index) + weightDecay * value();
        }

        double state(int number) {
            return Values.read(piece.state().get(number), index);
        }

        double state(int number, double value) {
            Values.write(piece.state().get(number), index, value);
            return value;
        }
    }

    private static void forEach(Walk walk, Consumer<Element> step) {
        for (long i = 0; i < walk.piece().values().elements(); i++) {
            step.accept(new Element(walk.piece(), walk.sign(), i));
        }
    }

    private static void sgd(UpdateRule.Sgd rule, Element at) {
        double direction = at.gradient(rule.weightDecay());
        if (rule.momentum() != 0) {
            double m = at.state(0, rule.momentum() * at.state(0) + (1 - rule.dampening()) * direction);
            direction = rule.nesterov() ? direction + rule.momentum() * m : m;
        }
        at.value(at.value() - rule.learningRate() * direction);
    }

    private static void adam(UpdateRule.Adam rule, Element at) {
        UpdateRule.Moments moments = rule.moments();
        double g = at.gradient(rule.gradientDecay());
        double m = meanOfGradients(moments, at, g);
        double v = meanOfSquares(moments, at, g);
        if (rule.amsgrad()) {
            v = at.state(2, Math.max(at.state(2), v));
        }
        double divisor = Math.sqrt(v) / moments.rootOfCorrection2() + moments.epsilon();
        at.value(rule.kept() * at.value() - rule.stepSize() * m / divisor);
    }

    private static double meanOfGradients(UpdateRule.Moments moments, Element at, double g) {
        return at.state(0, at.state(0) + (1 - moments.beta1()) * (g - at.state(0)));
    }

    private static double meanOfSquares(UpdateRule.Moments moments, Element at, double g) {
        return at.state(1, moments.beta2() * at.state(1) + (1 - moments.beta2()) * g * g);
    }

    private static void rmsProp(UpdateRule.RmsProp rule, Element at) {
        double alpha = rule.averaging().alpha();
        double g = at.gradient(rule.weightDecay());
        double v = at.state(0, alpha * at.state(0) + (1 - alpha) * g * g);
        if (rule.centered()) {
            double a = at.state(1, at.state(1) + (1 - alpha) * (g - at.state(1)));
            v -= a * a;
        }
        double direction = g / (Math.sqrt(v) + rule.averaging().epsilon());
        if (rule.momentum() != 0) {
            int b = rule.states() - 1;
            direction = at.state(b, rule.momentum() * at.state(b) + direction);
        }
        at.value(at.value() - rule.learningRate() * direction);
    }

    private static void adagrad(UpdateRule.Adagrad rule, Element at) {
        double g = at.gradient(rule.weightDecay());
        double s = at.state(0, at.state(0) + g * g);
        at.value(at.value() - rule.stepSize() * g / (Math.sqrt(s) + rule.epsilon()));
    }

    private static void lamb(UpdateRule.Lamb rule, Walk piece) {
        double[] squares = new double[2];
        forEach(piece, at -> {
            double g = at.gradient(0);
            double u = update(rule, at, meanOfGradients(rule.moments(), at, g), meanOfSquares(rule.moments(), at, g));
            squares[0] += at.value() * at.value();
            squares[1] += u * u;
        });
        double size = rule.learningRate() * rule.trust(Math.sqrt(squares[0]), Math.sqrt(squares[1]));
        forEach(piece, at -> at.value(at.value() - size * update(rule, at, at.state(0), at.state(1))));
    }

    private static double update(UpdateRule.Lamb rule, Element at, double m, double v) {
        UpdateRule.Moments moments = rule.moments();
        double divisor = Math.sqrt(v) / moments.rootOfCorrection2() + moments.epsilon();
        return m / moments.correction1() / divisor + rule.weightDecay() * at.value();
    }

    private static void moveTowards(double momentum, Tensor values, Tensor found) {
        for (long i = 0; i < values.elements(); i++) {
            double value = Values.read(values, i);
            Values.write(values, i, value + momentum * (Values.read(found, i) - value));
        }
    }

    private static void norm(List<Tensor> parts, Output y) {
        double sum = 0;
        for (Tensor part : parts) {
            for (long i = 0; i < part.elements(); i++) {
                sum += Values.read(part, i) * Values.read(part, i);
            }
        }
        Values.put(y, 0, Math.sqrt(sum));
    }

    private static void clip(Updates.ClipByNorm clip) {
        double factor = clip.factor(Values.read(clip.norm(), 0));
        for (Tensor part : clip.parts()) {
            for (long i = 0; i < part.elements(); i++) {
                Values.write(part, i, Values.read(part, i) * factor);
            }
        }
    }

    private static void clip(double limit, List<Tensor> parts) {
        for (Tensor part : parts) {
            for (long i = 0; i < part.elements(); i++) {
                Values.write(part, i, Math.clamp(Values.read(part, i), -limit, limit));
            }
        }
    }
}
