package io.ringmaster.tensor.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Backends;
import io.ringmaster.tensor.backend.Unary;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every op owes every backend. Each backend adds one subclass, naming itself.
public abstract class OpConformance {

    private static final Backend REFERENCE = Backends.of(Device.REFERENCE);

    protected abstract Backend backend();

    /// The dtype that the backend is made for.
    protected abstract DType dtype();

    private double tolerance() {
        return dtype() == DType.FLOAT64 ? 1e-7 : 2e-5;
    }

    private static Trial reference(OpCase op) {
        return new Trial(op, REFERENCE, DType.FLOAT64);
    }

    private Trial trial(OpCase op) {
        return new Trial(op, backend(), dtype());
    }

    @ParameterizedTest
    @MethodSource("io.ringmaster.tensor.op.OpCase#all")
    void forwardAgreesWithTheReference(OpCase op) {
        double[] expected = reference(op).forward();
        double[] found = trial(op).forward();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (Double.compare(found[i], expected[i]) != 0) {
                assertThat(found[i]).as("element %d", i)
                    .isCloseTo(expected[i], within(tolerance() * (1 + Math.abs(expected[i]))));
            }
        }
    }

    /// One random direction: ⟨Jᵀu, v⟩ = ⟨u, Jv⟩, with Jv by central differences in float64.
    @ParameterizedTest
    @MethodSource("io.ringmaster.tensor.op.OpCase#all")
    void backwardAgreesWithFiniteDifferences(OpCase op) {
        double expected = reference(op).centralDifference();
        assertThat(trial(op).directionalDerivative())
            .isCloseTo(expected, within(20 * tolerance() * (1 + Math.abs(expected))));
    }

    @ParameterizedTest
    @MethodSource("io.ringmaster.tensor.op.OpCase#all")
    void theSameInputsGiveTheSameBits(OpCase op) {
        Trial trial = trial(op);
        assertThat(trial.forward()).containsExactly(trial.forward());
        assertThat(trial.directionalDerivative()).isEqualTo(trial.directionalDerivative());
    }

    @Test
    void everyOpHasACase() {
        assertThat(OpCase.covered()).isEqualTo(leavesOf(Op.class));
    }

    @Test
    void everyFunctionHasACase() {
        Set<Class<?>> covered = PointwiseCases.functions().stream().map(Unary::getClass).collect(Collectors.toSet());
        assertThat(covered).isEqualTo(leavesOf(Unary.class));
    }

    private static Set<Class<?>> leavesOf(Class<?> type) {
        Set<Class<?>> leaves = new HashSet<>();
        if (type.isSealed()) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                leaves.addAll(leavesOf(permitted));
            }
        } else {
            leaves.add(type);
        }
        return leaves;
    }
}
