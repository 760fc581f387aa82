package io.ringmaster.tensor.op;

import io.ringmaster.tensor.backend.AttentionRule;
import io.ringmaster.tensor.backend.DropoutMask;
import io.ringmaster.tensor.op.OpCase.Form;
import io.ringmaster.tensor.op.OpCase.Input;
import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Attentions on inputs to try them on.
final class AttentionCases {

    private AttentionCases() {}

    static List<OpCase> all() {
        AttentionRule dropping = new AttentionRule(
            0.5, true, Optional.of(new DropoutMask(new RandomStream(9, 2, 1, 4), 0.3)));
        List<OpCase> cases = new ArrayList<>();
        for (AttentionRule rule : List.of(AttentionRule.of(4, false), AttentionRule.of(4, true), dropping)) {
            cases.add(attention(rule, new Input(2, 3, 5, 4), new Input(2, 3, 5, 4), new Input(2, 3, 5, 4)));
            cases.add(attention(rule, new Input(1, 1, 3, 2), new Input(1, 1, 3, 2), new Input(1, 1, 3, 2)));
            cases.add(attention(rule, new Input(1, 2, 1, 4), new Input(1, 2, 6, 4), new Input(1, 2, 6, 3)));
            cases.add(attention(rule, new Input(2, 1, 7, 1), new Input(2, 1, 3, 1), new Input(2, 1, 3, 5)));
            cases.add(attention(rule, new Input(2, 2, 70, 3), new Input(2, 2, 70, 3), new Input(2, 2, 70, 3)));
            cases.add(attention(rule, new Input(2, 2, 33, 3), new Input(2, 2, 33, 3), new Input(2, 2, 33, 2)));
            cases.add(attention(rule, new Input(1, 2, 40, 3), new Input(1, 2, 75, 3), new Input(1, 2, 75, 3)));
            cases.add(attention(rule, Input.sliced(2, 2, 4, 3), new Input(2, 2, 4, 3).in(Form.CHANNELS_LAST),
                new Input(2, 2, 4, 3).in(Form.EXPANDED)));
            cases.add(attention(rule, new Input(0, 2, 4, 3), new Input(0, 2, 4, 3), new Input(0, 2, 4, 3)));
            cases.add(new OpCase(new SelfAttention(rule, 2), new Input(2, 5, 12), Input.place(2, 2, 5, 5)));
            cases.add(new OpCase(new SelfAttention(rule, 1), Input.sliced(1, 3, 6), Input.place(1, 1, 3, 3)));
            cases.add(new OpCase(new SelfAttention(rule, 3), new Input(1, 50, 9), Input.place(1, 3, 50, 50)));
        }
        for (Input mask : List.of(Input.weights(2, 3, 5, 6), Input.weights(1, 1, 5, 6), Input.weights(2, 1, 1, 6))) {
            cases.add(new OpCase(new Attention(AttentionRule.of(4, false)), new Input(2, 3, 5, 4), new Input(2, 3, 6, 4),
                new Input(2, 3, 6, 4), Input.place(2, 3, 5, 6), mask));
        }
        cases.add(new OpCase(new Attention(new AttentionRule(1, false, dropping.dropout())), new Input(2, 1, 5, 4),
            new Input(2, 1, 6, 4), new Input(2, 1, 6, 4), Input.place(2, 1, 5, 6), Input.weights(2, 1, 1, 6)));
        return cases;
    }

    private static OpCase attention(AttentionRule rule, Input q, Input k, Input v) {
        Input kept = Input.place(q.shape().dim(0), q.shape().dim(1), q.shape().dim(2), k.shape().dim(2));
        return new OpCase(new Attention(rule), q, k, v, kept);
    }
}
