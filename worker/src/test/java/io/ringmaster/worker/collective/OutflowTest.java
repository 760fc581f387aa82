package io.ringmaster.worker.collective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.config.CollectiveConfig;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutflowTest {

    private static final int WINDOW = 3;

    private final List<Integer> sent = new ArrayList<>();
    private final Outflow outflow = new Outflow(WINDOW, chunk -> sent.add(chunk.collective().bucket()));

    /// Rank 0 of 2 with as many chunks to send at once.
    private Outflow.Lane begin(int bucket, int chunks) {
        Outflow.Lane lane = outflow.open(AllReduce.begin(RingSystems.id(bucket), new Rank(0),
            MemorySegment.ofArray(new float[2 * chunks]), new Segmentation(2L * chunks, 2, 1), (_, _) -> { }));
        outflow.advance(lane);
        return lane;
    }

    @Test
    void whatTheSuccessorHasNotMetSharesAWindowButForTheFirstChunks() {
        begin(0, 10);
        begin(1, 10);
        begin(2, 10);

        assertThat(sent).containsExactly(0, 0, 0, 1, 2);
        assertThat(sent).hasSize(Outflow.most(WINDOW, 3) - WINDOW);
    }

    @Test
    void whatItHasMetGoesOnHoweverLongTheOthersStay() {
        begin(0, 10);
        Outflow.Lane met = begin(1, 10);
        sent.clear();

        outflow.acknowledged(met, 1);
        assertThat(sent).containsExactly(1, 1, 1);
        outflow.acknowledged(met, 2);
        assertThat(sent).containsExactly(1, 1, 1, 1, 1);
    }

    @Test
    void whoBeganFirstGoesFirst() {
        Outflow.Lane first = begin(0, 10);
        Outflow.Lane second = begin(1, 10);
        outflow.acknowledged(second, 1);
        sent.clear();

        outflow.acknowledged(first, 3);
        assertThat(sent).as("what is on its way of the second fills the window").isEmpty();
        assertThat(outflow.isStarved(first)).isTrue();
        assertThat(outflow.isStarved(second)).isFalse();
        outflow.acknowledged(second, 2);
        assertThat(sent).containsExactly(0, 0);
        assertThat(outflow.isStarved(first)).isFalse();
    }

    @Test
    void whatIsOverGivesItsCreditBack() {
        Outflow.Lane over = begin(0, 10);
        begin(1, 10);
        sent.clear();

        outflow.close(over);
        assertThat(sent).containsExactly(1, 1);

        Outflow.Lane met = begin(2, 10);
        outflow.acknowledged(met, 1);
        Outflow.Lane late = begin(3, 10);
        outflow.acknowledged(late, 1);
        sent.clear();
        outflow.close(met);
        assertThat(sent).containsExactly(3, 3, 3);
    }

    /// Two JVMs that are each other's neighbours have one queue each way, for chunks one way round and the
    /// acknowledgements of the other.
    @Test
    void theTransportsQueueHoldsWhateverAJobMayHaveOnItsWay() {
        int widest = 1024;
        assertThat(new CollectiveConfig(4096, widest, 4096, Duration.ofSeconds(1)).window()).isEqualTo(widest);
        assertThatThrownBy(
            () -> new CollectiveConfig(4096, widest + 1, 4096, Duration.ofSeconds(1))).hasMessageContaining("window");

        int queue = ConfigFactory.parseResources("ringmaster-worker.conf")
            .getInt("akka.remote.artery.advanced.outbound-large-message-queue-size");

        assertThat(queue).isGreaterThanOrEqualTo(2 * Outflow.most(widest, Ring.MOST_COLLECTIVES));
    }
}
