package io.ringmaster.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.optim.ReduceOnPlateau;
import org.junit.jupiter.api.Test;

class RateReductionTest {

    private static final ReduceOnPlateau AT_ONCE = ReduceOnPlateau.ofLoss().factor(0.5).patience(0);

    @Test
    void measuresOfTheWarmUpDoNotCountAgainstPatience() {
        ReduceOnPlateau.State state = new RateReduction("loss", AT_ONCE, 2).start();
        for (int epoch = 0; epoch < 2; epoch++) {
            state = AT_ONCE.next(state, 1);
            assertThat(state.reductions()).isZero();
        }
        assertThat(AT_ONCE.next(state, 0.5).best()).isEqualTo(0.5);
        assertThat(AT_ONCE.next(state, 1).reductions()).isEqualTo(1);
        assertThat(RateReduction.ofLoss(AT_ONCE).start()).isEqualTo(AT_ONCE.start());
    }

    @Test
    void impossibleOnesAreNamed() {
        assertThatThrownBy(() -> RateReduction.ofLoss(ReduceOnPlateau.ofScore())).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("follows the loss as a measure that is to grow");
        assertThatThrownBy(() -> new RateReduction("accuracy", ReduceOnPlateau.ofScore(), -1))
            .hasMessage("a warm-up of -1 epochs; it is 0 or more");
    }
}
