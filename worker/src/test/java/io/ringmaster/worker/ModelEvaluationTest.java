package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.TestProbe;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.WorkerMessage.FetchState;
import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.state.Safetensors;
import io.ringmaster.tensor.state.StateFileException;
import io.ringmaster.tensor.state.StoredTensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelEvaluationTest {

    @TempDir
    private Path folder;

    @Test
    void aModelThatAWorkerGivesAwayIsTheOneItHas() throws IOException {
        try (TestRun run = new TestRun()) {
            List<Prepared> members = run.prepare(run.node("node", 1), TestRun.job());
            run.form(members, 1, 0);
            run.train(members, 1, 1, 10);
            TestProbe<StatePart> parts = run.kit.createTestProbe();
            members.getFirst().worker().tell(
                new FetchState(TestRun.RUN, new Generation(1), StateKind.MODEL, 0, parts.ref()));
            StatePart whole = parts.receiveMessage(Duration.ofSeconds(30));
            assertThat(whole.isLast()).isTrue();
            Path model = folder.resolve("model.safetensors");
            Files.write(model, whole.bytes().toArray(ValueLayout.JAVA_BYTE));

            ModelEvaluation found = ModelEvaluation.run(TestRun.job(), model, TestRun.node(1));

            TestRun.Judged judged = run.evaluate(members, 1, 10);
            assertThat(found.digest()).isEqualTo(judged.digest());
            assertThat(found.lossMean()).isEqualTo(judged.loss());
            assertThat(found.metrics()).isEqualTo(judged.metrics());
            assertThat(found.samples()).isEqualTo(TestRun.EVAL_SAMPLES);
            assertThat(found.metrics()).extracting(MetricValue::name).containsExactly("accuracy");
            assertThat(found.metrics().getFirst().value()).isBetween(0.2, 1.0);
            assertThat(found.lossMean()).isBetween(0.01, Math.log(10));
        }
    }

    @Test
    void anotherModelIsNamed() {
        Path model = folder.resolve("other.safetensors");
        Safetensors.write(model, List.of(new StoredTensor("0.weight", DType.FLOAT32, Shape.of(2),
            MemorySegment.ofArray(new float[2]))), Map.of());
        assertThatThrownBy(() -> ModelEvaluation.run(TestRun.job(), model, TestRun.node(1)))
            .isInstanceOf(StateFileException.class).hasMessageContaining("other.safetensors");
        Path missing = folder.resolve("missing.safetensors");
        assertThatThrownBy(() -> ModelEvaluation.run(TestRun.job(), missing, TestRun.node(1)))
            .isInstanceOf(StateFileException.class).hasMessageContaining("does not exist");
    }
}
