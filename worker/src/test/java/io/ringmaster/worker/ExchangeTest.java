package io.ringmaster.worker;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.Step;
import io.ringmaster.worker.collective.Reduction;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingDispatcher;
import io.ringmaster.worker.collective.RingPlace;
import io.ringmaster.worker.collective.SharedMemory;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ExchangeTest {

    private static final Reduction NONE = (_, _) -> { };

    /// A backward that fails leaves buckets with the ring: their memory is not to be freed before it gives them back.
    @Test
    void bucketsThatNobodyAwaitsAreTheRingsUntilItLeaves() throws Exception {
        ActorTestKit kit = ActorTestKit.create("ring", ConfigFactory.load("ringmaster-worker"));
        try {
            TestProbe<RingMessage> neighbour = kit.createTestProbe(RingMessage.class);
            ActorRef<RingMessage> ring = kit.spawn(Ring.create(
                new Ring.Settings(16, 3, Duration.ofMinutes(10)), InstantSource.system()), RingDispatcher.selector());
            GenerationPlace place = new GenerationPlace(TestRun.RUN, new Generation(1), new Rank(0));
            Ring.control(ring).tell(new Ring.Enter(new RingPlace(
                place.run(), place.generation(), place.rank(), List.of(ring, neighbour.getRef()), SharedMemory.NONE)));
            Exchange exchange = new Exchange(
                place, Ring.control(ring), RingDispatcher.of(kit.system()), 1 << 14, InstantSource.system());
            exchange.begin(new Step(1));
            exchange.round().begin(0, MemorySegment.ofArray(new int[8]), NONE);
            neighbour.expectMessageClass(RingMessage.Chunk.class);

            CompletableFuture<Void> ended = CompletableFuture.runAsync(exchange::awaitEnd);
            exchange.round().begin(0, MemorySegment.ofArray(new int[8]), NONE);
            neighbour.expectMessageClass(RingMessage.Chunk.class);
            assertThat(ended).as("nobody has left").isNotDone();
            Ring.control(ring).tell(new Ring.Leave());
            ended.get(60, TimeUnit.SECONDS);
        } finally {
            kit.shutdownTestKit();
        }
    }
}
