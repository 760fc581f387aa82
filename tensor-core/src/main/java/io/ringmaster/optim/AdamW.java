package io.ringmaster.optim;

/// [Adam] whose weight decay shrinks the parameters themselves. Source: Loshchilov and Hutter 2019.
public final class AdamW {

    private AdamW() {}

    /// With a weight decay of 0.01, as PyTorch has it.
    public static Adam of(double learningRate) {
        return new Adam(learningRate, Betas.DEFAULT, 1e-8, 0.01, true, false);
    }
}
