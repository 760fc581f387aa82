package io.ringmaster.coordinator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionsTest {

    private static final Instant START = Instant.EPOCH;
    private static final Quorum.Policy POLICY = new Quorum.Policy(3, Duration.ofSeconds(60));

    @Test
    void aQuorumIsEnoughReadyWorkers() {
        assertThat(POLICY.decide(3, 0, START, START)).isInstanceOf(Quorum.Form.class);
        assertThat(POLICY.decide(2, 1, START, START.plusSeconds(59)))
            .isEqualTo(new Quorum.Wait("2 of 3 workers are ready"));
        assertThat(POLICY.decide(2, 1, START, START.plusSeconds(60)).reason()).startsWith("2 of 3 workers are ready, 1 more prepare");
        assertThat(POLICY.decide(2, 0, START, START.plusSeconds(60))).isInstanceOf(Quorum.GiveUp.class)
            .extracting(Quorum::reason).asString().contains("2 of 3 workers", "cluster.gather-timeout", "worker --join");
    }

    @Test
    void theSilentOneIsBlamedNotThoseWhoWaitInTurn() {
        Blame blame = Blame.of(List.of(stall(0, 2, 10_000), stall(2, 1, 10_200)));
        assertThat(blame.ranks()).containsExactly(new Rank(1));
        assertThat(blame.reason()).isEqualTo(
            "step 812, bucket 3, chunk 14 of 32: rank 2 waits for rank 1, silent for 10.2 s");
    }

    @Test
    void whereAllWaitForEachOtherSomeoneIsNamedAllTheSame() {
        assertThat(Blame.of(List.of(stall(0, 1, 10), stall(1, 0, 20))).ranks()).containsExactly(new Rank(0));
    }

    private static Stalled stall(int rank, int waitsFor, long millis) {
        return new Stalled(new RunId("run"), new Generation(1), new Rank(rank), new Step(812), new Rank(waitsFor),
            "bucket 3, chunk 14 of 32", Duration.ofMillis(millis));
    }
}
