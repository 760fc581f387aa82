package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.kernel.Attentions;

/// Attention by oneDNN, all heads of a tile of queries at once: products over the tensors as they lie, softmaxes in place.
///
/// What is kept for the gradient are the weights before dropout, tile by tile as [AttentionTiles] has them.
record OneDnnAttentions(OneDnn library) {

    void run(Attentions attention, int threads) {
        try (Scope _ = Scope.open()) {
            switch (attention) {
                case Attentions.Forward forward -> {
                    Output y = target(forward.y());
                    new AttentionForward(library.session(), threads, forward, y).run();
                    Staged.deliver(y.tensor(), forward.y());
                }
                case Attentions.Gradient gradient -> {
                    Output dq = target(gradient.dq());
                    Output dk = target(gradient.dk());
                    Output dv = target(gradient.dv());
                    new AttentionBackward(library.session(), threads, gradient, dq, dk, dv).run();
                    Staged.deliver(dq.tensor(), gradient.dq());
                    Staged.deliver(dk.tensor(), gradient.dk());
                    Staged.deliver(dv.tensor(), gradient.dv());
                }
            }
        }
    }

    private static Output target(Output output) {
        return Staged.target(output, MatrixBatch.takesRows(output.tensor()));
    }
}
