package io.ringmaster.worker;

import io.ringmaster.metric.Metric;
import io.ringmaster.nn.Loss;
import io.ringmaster.optim.Schedule;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Reduction;
import io.ringmaster.tensor.data.DataException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/// Calls what belongs to a job. What a user's class throws is told in one sentence that names class, method and line.
///
/// @param job the class's name; empty: a built-in job, whose faults are ours
record Guard(String job) {

    <T> T call(String method, Supplier<T> body) {
        if (job.isEmpty()) {
            return body.get();
        }
        try {
            return Optional.ofNullable(body.get()).orElseThrow(() -> new ConfigException("code.job",
                "%s.%s returned null; let it return what it is for, or leave the method out".formatted(job, method)));
        } catch (ConfigException | DataException told) {
            throw told;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError thrown) {
            throw fault(job, method, thrown);
        }
    }

    Loss around(Loss loss) {
        return job.isEmpty() ? loss : new GuardedLoss(this, loss);
    }

    Metric around(Metric metric) {
        return job.isEmpty() ? metric : new GuardedMetric(this, metric);
    }

    Schedule aroundRates(Schedule schedule) {
        return job.isEmpty() ? schedule : (base, at) -> call("schedule", () -> schedule.rate(base, at));
    }

    private record GuardedLoss(Guard guard, Loss loss) implements Loss {

        @Override
        public Tensor of(Tensor prediction, Tensor target, Reduction reduction) {
            return guard.call("loss", () -> loss.of(prediction, target, reduction));
        }

        @Override
        public Tensor weight(Tensor prediction, Tensor target) {
            return guard.call("loss", () -> loss.weight(prediction, target));
        }

        @Override
        public boolean weighsByShape() {
            return guard.call("loss", loss::weighsByShape);
        }
    }

    private record GuardedMetric(Guard guard, Metric metric) implements Metric {

        @Override
        public Part of(Tensor prediction, Tensor target) {
            return guard.call("metrics", () -> metric.of(prediction, target));
        }

        @Override
        public Form form() {
            return guard.call("metrics", metric::form);
        }
    }

    static ConfigException fault(String job, String method, Throwable caught) {
        Throwable thrown = caught instanceof ExceptionInInitializerError && caught.getCause() != null ? caught.getCause() : caught;
        String where = Arrays.stream(thrown.getStackTrace()).filter(frame -> JobJar.LOADER.equals(frame.getClassLoaderName()))
            .findFirst().map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber()).orElse("");
        String what = thrown.getMessage() == null
            ? thrown.getClass().getSimpleName() : thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
        return new ConfigException(
            "code.job", "%s.%s failed%s, %s; mend the class and make its jar again".formatted(job, method, where, what));
    }
}
