package io.ringmaster.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.torch.TorchFixture;
import org.junit.jupiter.api.Test;

class ReduceOnPlateauTest {

    private static final ReduceOnPlateau OF_FIXTURE =
        ReduceOnPlateau.ofLoss().factor(0.5).patience(3).threshold(0.01, true).cooldown(2).leastRate(0.001);

    private static double[] rates(ReduceOnPlateau plateau, double base, double... measures) {
        double[] rates = new double[measures.length];
        ReduceOnPlateau.State state = plateau.start();
        for (int i = 0; i < measures.length; i++) {
            state = plateau.next(ReduceOnPlateau.State.parse(state.text()), measures[i]);
            rates[i] = plateau.after(state).rate(base, i);
        }
        return rates;
    }

    /// Through its text at each step, as a run that is saved and resumed all the time.
    @Test
    void ratesAreThoseOfPyTorch() {
        double[] measures = new double[60];
        for (int step = 0; step < measures.length; step++) {
            measures[step] = Math.max(1.0 / (step + 1), 0.2);
        }
        double[] after = rates(OF_FIXTURE, 0.1, measures);
        double[] before = new double[60];
        before[0] = 0.1;
        System.arraycopy(after, 0, before, 1, 59);
        TorchFixture.read("schedules").assertNear("plateau", before, 1e-14);
    }

    @Test
    void aScoreIsToGrow() {
        ReduceOnPlateau plateau = ReduceOnPlateau.ofScore().factor(0.5).patience(1).threshold(0.1, false);
        assertThat(rates(plateau, 1, 0.5, 0.55, 0.58, 0.7, 0.75, 0.72)).containsExactly(1, 1, 0.5, 0.5, 0.5, 0.25);
    }

    @Test
    void aMeasureThatIsNotANumberIsNoBetter() {
        assertThat(rates(ReduceOnPlateau.ofLoss().factor(0.5).patience(0), 1, 1, Double.NaN, Double.NaN))
            .containsExactly(1, 0.5, 0.25);
    }

    @Test
    void aRateNeverFallsBelowTheLeastNorByNextToNothing() {
        ReduceOnPlateau plateau = ReduceOnPlateau.ofLoss().factor(0.5).patience(0).leastRate(0.3);
        assertThat(rates(plateau, 1, 1, 1, 1, 1)).containsExactly(1, 0.5, 0.3, 0.3);
        assertThat(rates(plateau.leastRate(0), 1.5e-8, 1, 1, 1)).containsExactly(1.5e-8, 1.5e-8, 1.5e-8);
    }

    @Test
    void impossibleOnesAreNamed() {
        assertThatThrownBy(() -> OF_FIXTURE.factor(1)).hasMessage("factor on a plateau 1.0; it is 0 or more and below 1");
        assertThatThrownBy(() -> OF_FIXTURE.patience(-1)).hasMessageContaining("patience -1");
        assertThatThrownBy(() -> ReduceOnPlateau.State.parse("1 2 3")).hasMessageContaining("\"1 2 3\"; it is four numbers");
    }
}
