package io.ringmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.StepMetrics;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final StringWriter text = new StringWriter();

    @Test
    void elsewhereThanOnATerminalThereAreLinesOnly() {
        Progress progress = new Progress(new PrintWriter(text), false);

        progress.show(formed());
        progress.show(step(1, 1));
        progress.show(step(2, 2));
        progress.show(evaluated(2));
        progress.end();

        assertThat(text.toString().lines()).containsExactly(
            "generation 1: 2 workers in 2 processes, from step 0 of 100",
            "epoch 1: train loss 0.5000, eval loss 0.4000, accuracy 0.9000, 120 samples/s");
        assertThat(text.toString()).doesNotContain("\r").doesNotContain("\u001b");
    }

    @Test
    void onATerminalALineIsDrawnOver() {
        Progress progress = new Progress(new PrintWriter(text), true);

        progress.show(formed());
        progress.show(step(1, 1));
        String drawn = text.toString();
        progress.end();

        assertThat(drawn).contains("\r\u001b[Kepoch 1/5 ").doesNotEndWith("\n");
        assertThat(text.toString()).endsWith("\r\u001b[K");
    }

    @Test
    void theBarTellsHowFarAndHowFast() {
        ProgressBar bar = ProgressBar.EMPTY.after(formed()).after(step(1, 1)).after(step(50, 2));

        String line = bar.render(120);

        assertThat(line).startsWith("epoch 1/5 [").contains("] 50/100 loss 0.2500 120 samples/s")
            .endsWith("ETA 0:50, 2 workers, gen 1");
        assertThat(line.chars().filter(each -> each == '=').count())
            .isEqualTo(line.substring(line.indexOf('['), line.indexOf(']')).chars().filter(each -> each == ' ').count());
    }

    @Test
    void theBarNeverExceedsItsWidth() {
        ProgressBar bar = ProgressBar.EMPTY.after(formed()).after(step(50, 2));
        for (int width = 0; width < 150; width++) {
            assertThat(bar.render(width)).hasSizeLessThanOrEqualTo(width);
            assertThat(ProgressBar.EMPTY.render(width)).hasSizeLessThanOrEqualTo(width);
        }
    }

    @Test
    void whatEvaluationTakesDoesNotSlowTheNextEpoch() {
        Pace pace = Pace.NONE.after(formed()).after(step(1, 1)).after(evaluated(9)).after(step(2, 10));

        assertThat(pace.samplesPerSecond()).isEqualTo(120);
    }

    private static RunEvent formed() {
        return new RunEvent.GenerationFormed(START, new Generation(1), Step.INITIAL,
            List.of(member("127.0.0.1:1"), member("127.0.0.1:2")), List.of(6, 6), 100, 5, "2 of 2 workers are ready");
    }

    private static Member member(String node) {
        return new Member(Incarnation.fresh(), node, 0, 1, "cpu");
    }

    private static RunEvent step(long number, int second) {
        return new RunEvent.StepCommitted(START.plusSeconds(second),
            new StepMetrics(new Generation(1), new Step(number), 1, 0.25, 120, false, List.of()));
    }

    private static RunEvent evaluated(int second) {
        return new RunEvent.EpochEvaluated(START.plusSeconds(second), 1, new Step(2), 0.5, 0.4, 0.9, 10, "");
    }
}
