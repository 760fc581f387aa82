package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.metric.Metric;
import io.ringmaster.nn.Loss;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Reduction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class GuardTest {

    private static final Guard GUARD = new Guard("com.example.Mine");

    /// A loss and a metric of which nothing works.
    private static final class Broken implements Loss, Metric {

        @Override
        public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
            throw new IllegalStateException("its value");
        }

        @Override
        public Tensor weight(Tensor prediction, Tensor target) {
            throw new IllegalStateException("its weight");
        }

        @Override
        public boolean weighsByShape() {
            throw new IllegalStateException("its kind of weight");
        }

        @Override
        public Metric.Part of(Tensor prediction, Tensor target) {
            throw new IllegalStateException("its part");
        }

        @Override
        public Metric.Form form() {
            throw new IllegalStateException("its form");
        }
    }

    @Test
    void whateverOfAJobFailsIsToldByClassAndMethod() {
        Loss loss = GUARD.around((Loss) new Broken());
        Metric metric = GUARD.around((Metric) new Broken());
        Schedule schedule = GUARD.aroundRates((_, at) -> Math.floorDiv(7, at));

        assertThat(schedule.rate(1, 7)).isEqualTo(1);
        tells("com.example.Mine.schedule failed, ArithmeticException: / by zero", () -> schedule.rate(1, 0));
        tells("com.example.Mine.loss failed, IllegalStateException: its value", () -> loss.sum(Tensor.ones(1), Tensor.ones(1)));
        tells("its weight", () -> loss.weight(Tensor.ones(1), Tensor.ones(1)));
        tells("its kind of weight", loss::weighsByShape);
        tells("com.example.Mine.metrics failed, IllegalStateException: its part", () -> metric.of(Tensor.ones(1), Tensor.ones(1)));
        tells("its form", metric::form);
        tells("com.example.Mine.model returned null", () -> GUARD.call("model", () -> null));
    }

    @Test
    void ourOwnFaultsStayWhatTheyAre() {
        assertThatThrownBy(() -> new Guard("").call("model", () -> {
            throw new IllegalStateException("ours");
        })).isInstanceOf(IllegalStateException.class).hasMessage("ours");
    }

    private static void tells(String what, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(ConfigException.class).hasMessageContaining(what)
            .hasMessageEndingWith(what.endsWith("null") ? "or leave the method out" : "mend the class and make its jar again");
    }
}
