package io.ringmaster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.coordinator.observe.RunEvent;
import io.ringmaster.coordinator.observe.StepMetrics;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.MetricValue;
import io.ringmaster.proto.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final StringWriter text = new StringWriter();

    @Test
    void elsewhereThanOnATerminalThereAreLinesOnly() {
        Progress progress = new Progress(new PrintWriter(text), Optional.empty());

        progress.status(waiting("1 of 2 workers are ready"));
        progress.show(formed());
        progress.show(step(1, 1));
        progress.show(step(2, 2));
        progress.show(evaluated(2));
        progress.end();

        assertThat(text.toString().lines()).containsExactly(
            "generation 1: 2 workers in 2 processes, from step 0 of 100",
            "epoch 1: train loss 0.5000, eval loss 0.4000, accuracy 0.9000, perplexity 12.2500, 120 samples/s");
        assertThat(text.toString()).doesNotContain("\r").doesNotContain("\u001b");
    }

    @Test
    void elsewhereALineTellsEveryHalfAMinuteHowFarTheRunHasCome() {
        Progress progress = new Progress(new PrintWriter(text), Optional.empty());

        progress.show(formed());
        for (int second = 1; second <= 65; second++) {
            progress.show(step(second, second));
        }

        assertThat(text.toString().lines()).containsExactly(
            "generation 1: 2 workers in 2 processes, from step 0 of 100",
            "epoch 1/5, step 30/100, loss 0.2500, 120 samples/s, ETA 1:10, 2 workers",
            "epoch 1/5, step 60/100, loss 0.2500, 120 samples/s, ETA 0:40, 2 workers");
    }

    @Test
    void onATerminalALineIsDrawnOver() {
        Progress progress = new Progress(new PrintWriter(text), Optional.of(Terminal.of(80)));

        progress.status(waiting("1 of 2 workers are ready"));
        progress.show(formed());
        progress.show(step(1, 1));
        progress.end();

        assertThat(shown()).containsExactly("generation 1: 2 workers in 2 processes, from step 0 of 100");
        assertThat(text.toString().split("\r")).anySatisfy(drawn -> assertThat(drawn).contains("waiting: 1 of 2 workers are ready"))
            .anySatisfy(drawn -> assertThat(drawn).contains("epoch 1/5 [").contains("] 1/100"));
    }

    @Test
    void aLineIsNeverMixedWithTheBar() {
        StringWriter errors = new StringWriter();
        Progress progress = new Progress(new PrintWriter(text), Optional.of(Terminal.of(80)));
        progress.show(formed());
        progress.show(step(1, 1));

        progress.print("a line");
        progress.print(new PrintWriter(errors), "an error");

        assertThat(errors.toString()).isEqualTo("an error\n");
        assertThat(shown()).hasSize(3).element(1).isEqualTo("a line");
        assertThat(shown().getLast()).startsWith("epoch 1/5 [");
        progress.end();
        progress.print("the last");
        assertThat(shown()).hasSize(3).last().isEqualTo("the last");
    }

    /// What a terminal shows in the end: a carriage return goes back, and the rest of the line is cleared or drawn over.
    private List<String> shown() {
        return Stream.of(text.toString().split("\n")).map(line -> line.substring(line.lastIndexOf('\r') + 1).replaceAll("\u001b\\[[?0-9]*[A-Za-z]", ""))
            .filter(line -> !line.isEmpty()).toList();
    }

    @Test
    void theBarTellsHowFarAndHowFast() {
        ProgressBar bar = ProgressBar.EMPTY.after(formed()).after(step(1, 1)).after(step(50, 2));

        String line = bar.render(120);

        assertThat(line).startsWith("epoch 1/5 [").endsWith("] 50/100, loss 0.2500, 120 samples/s, ETA 0:50, 2 workers");
        assertThat(line.chars().filter(each -> each == '=').count())
            .isEqualTo(line.substring(line.indexOf('['), line.indexOf(']')).chars().filter(each -> each == ' ').count());
        assertThat(bar.render(79)).endsWith("] 50/100, loss 0.2500, 120 samples/s, ETA 0:50, 2 workers").contains("[=====     ");
        assertThat(bar.render(69)).contains("[").endsWith("ETA 0:50");
        assertThat(bar.render(50)).isEqualTo("epoch 1/5 50/100, loss 0.2500, 120 samples/s, ETA ");
    }

    @Test
    void theBarNeverExceedsItsWidth() {
        ProgressBar bar = ProgressBar.EMPTY.after(formed()).after(step(50, 2));
        for (int width = 0; width < 150; width++) {
            assertThat(bar.render(width)).hasSizeLessThanOrEqualTo(width);
            assertThat(ProgressBar.EMPTY.render(width)).hasSizeLessThanOrEqualTo(width);
        }
    }

    /// 120 samples/s for a minute, then 12: the last seconds count.
    @Test
    void theTimeLeftIsJudgedByTheLastSeconds() {
        RecentPace pace = RecentPace.NONE.after(formed());
        for (int second = 1; second <= 60; second++) {
            pace = pace.after(step(second, second));
        }
        assertThat(pace.samplesPerSecond()).isEqualTo(120);

        for (int ten = 7; ten <= 12; ten++) {
            pace = pace.after(step(ten, 10 * ten));
        }
        assertThat(pace.samplesPerSecond()).isEqualTo(12);
    }

    @Test
    void whatEvaluationTakesDoesNotSlowTheNextEpoch() {
        Pace pace = Pace.NONE.after(formed()).after(step(1, 1)).after(evaluated(9)).after(step(2, 10));

        assertThat(pace.samplesPerSecond()).isEqualTo(120);
    }

    private static RunEvent waiting(String reason) {
        return new RunEvent.Waiting(START, reason);
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
        return new RunEvent.EpochEvaluated(START.plusSeconds(second), 1, new Step(2), 0.5, 0.4,
            List.of(new MetricValue("accuracy", 0.9), new MetricValue("perplexity", 12.25)), 10, "");
    }
}
