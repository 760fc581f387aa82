package io.ringmaster.worker.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.proto.Timings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PassageTest {

    private static Instant at(int millis) {
        return Instant.EPOCH.plusMillis(millis);
    }

    private static Timings.Exchange exchange(int hidden, int exposed, int wait) {
        return new Timings.Exchange(Duration.ofMillis(hidden), Duration.ofMillis(exposed), Duration.ofMillis(wait));
    }

    @Test
    void whatEndsBeforeItIsAwaitedIsHidden() {
        assertThat(Passage.timings(List.of(new Passage(at(10), at(30))), at(40), at(41))).isEqualTo(exchange(20, 1, 0));
    }

    @Test
    void whatANeighbourBeginsLateIsWaitedForFirst() {
        assertThat(Passage.timings(List.of(new Passage(at(70), at(90))), at(40), at(90))).isEqualTo(exchange(0, 20, 30));
    }

    @Test
    void theLastBucketThatIsMetEndsTheWait() {
        List<Passage> passages = List.of(new Passage(at(10), at(20)), new Passage(at(30), at(60)), new Passage(at(50), at(80)));
        assertThat(Passage.timings(passages, at(40), at(80))).isEqualTo(exchange(30, 30, 10));
    }

    @Test
    void nothingTakesNoTime() {
        assertThat(Passage.timings(List.of(), at(40), at(40))).isEqualTo(Timings.Exchange.NONE);
    }
}
