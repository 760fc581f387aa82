package io.ringmaster.worker.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.GradientReduction;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Members of one process find each other, measure every size and end.
class AllReduceNodeTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Config QUIET = ConfigFactory.parseString("""
        akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }
        """).withFallback(ConfigFactory.parseResources("ringmaster-worker.conf")).withFallback(ConfigFactory.load()).resolve();

    /// Of less than an element a member, of one bucket, and of several that hold several chunks.
    private static final List<Long> SIZES = List.of(4L, 12L, 4096L, 100_004L);

    private final ActorTestKit kit = ActorTestKit.create("bench", QUIET);

    @AfterEach
    void end() {
        kit.shutdownTestKit();
    }

    private TestProbe<AllReduceEvent> measure(AllReducePlan plan, int here) {
        TestProbe<AllReduceEvent> heard = kit.createTestProbe();
        kit.spawn(AllReduceNode.create(plan, here, heard.ref(), InstantSource.system()), "node");
        return heard;
    }

    private static AllReducePlan plan(GradientReduction reduction, Duration timeout) {
        return new AllReducePlan(
            SIZES, 3, reduction, new CollectiveConfig(8 << 10, 2, 32 << 10, timeout), 2, Duration.ZERO, AllReducePlan.Carriers.FASTEST);
    }

    @ParameterizedTest
    @EnumSource(GradientReduction.class)
    void everySizeIsMeasuredAndRight(GradientReduction reduction) {
        TestProbe<AllReduceEvent> heard = measure(plan(reduction, Duration.ofSeconds(30)), 3);

        var placed = heard.expectMessageClass(AllReduceEvent.Placed.class, PATIENCE);
        assertThat(placed.ring()).containsExactly(new Edge(0, 1, Edge.Carrier.BY_REFERENCE),
            new Edge(1, 2, Edge.Carrier.BY_REFERENCE), new Edge(2, 0, Edge.Carrier.BY_REFERENCE));
        for (long bytes : SIZES) {
            AllReduceFigures figures = heard.expectMessageClass(AllReduceEvent.Measured.class, PATIENCE).figures();
            assertThat(figures.bytes()).isEqualTo(bytes);
            assertThat(figures.wrong()).isZero();
            assertThat(figures.seconds()).hasSizeGreaterThanOrEqualTo(2).allMatch(seconds -> seconds > 0);
            assertThat(figures.heapBytes()).isPositive();
            assertThat(figures.movedBytes()).isEqualTo(4.0 * bytes * figures.seconds().size());
        }
        heard.expectMessageClass(AllReduceEvent.Ended.class, PATIENCE);
    }

    @Test
    void thatABenchmarkTakesTwoMembersAndWholeElements() {
        assertThatThrownBy(() -> new AllReducePlan(List.of(8L), 1, GradientReduction.EXACT,
            plan(GradientReduction.EXACT, PATIENCE).collective(), 2, Duration.ZERO, AllReducePlan.Carriers.FASTEST)).hasMessageContaining("2 to 128 members");
        assertThatThrownBy(() -> new AllReducePlan(List.of(6L), 2, GradientReduction.EXACT,
            plan(GradientReduction.EXACT, PATIENCE).collective(), 2, Duration.ZERO, AllReducePlan.Carriers.FASTEST)).hasMessageContaining("whole elements of 4");
    }
}
