package io.ringmaster.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.event.Logging;
import akka.remote.artery.QuarantinedEvent;
import akka.remote.artery.ThisActorSystemQuarantinedEvent;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Traffic;
import io.ringmaster.proto.WorkerMessage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two actor systems on loopback. One of them can send rubbish under our serializers' names.
class BetweenSystemsTest {

    private static final CollectiveId COLLECTIVE = new CollectiveId(Examples.RUN, Examples.GENERATION, new Step(7), 0, 1);

    private record EndOfLog() {}

    private static ActorSystem<Void> spoiler;
    private static ActorSystem<Void> sound;

    @BeforeAll
    static void start() {
        spoiler = TestSystems.start("ringmaster", """
            akka.actor.serializers {
              ringmaster-control = "io.ringmaster.proto.codec.SpoilingControlSerializer"
              ringmaster-chunk = "io.ringmaster.proto.codec.SpoilingChunkSerializer"
            }
            akka.actor.serialization-identifiers {
              "io.ringmaster.proto.codec.SpoilingControlSerializer" = 931
              "io.ringmaster.proto.codec.SpoilingChunkSerializer" = 932
            }
            """);
        sound = TestSystems.start("ringmaster", "");
    }

    @AfterAll
    static void stop() throws Exception {
        for (ActorSystem<Void> system : List.of(spoiler, sound)) {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get();
        }
    }

    @Test
    void rubbishIsLoggedAndDroppedAndTheNextMessageArrives() {
        TestProbe<CoordinatorMessage> coordinator = TestProbe.create(sound);
        TestProbe<Object> trouble = TestProbe.create(sound);
        subscribe(trouble);
        ActorRef<CoordinatorMessage> remote = across(coordinator.getRef(), sound, spoiler);

        for (String how : List.of("manifest", "empty", "cut", "noise", "nested", "oversized")) {
            remote.tell(new Leave(Examples.RUN, Examples.incarnation(1), how));
            remote.tell(new Leave(Examples.RUN, Examples.incarnation(2), "valid after " + how));

            assertThat(coordinator.receiveMessage())
                .isEqualTo(new Leave(Examples.RUN, Examples.incarnation(2), "valid after " + how));
            assertThat(trouble.expectMessageClass(Logging.Error.class).cause())
                .isInstanceOf(MalformedMessageException.class);
        }
        assertNothingElse(trouble);
    }

    @Test
    void damagedChunksAreDroppedAndTheOthersArrive() {
        TestProbe<RingMessage> worker = TestProbe.create(sound);
        TestProbe<Object> trouble = TestProbe.create(sound);
        subscribe(trouble);
        ActorRef<RingMessage> remote = across(worker.getRef(), sound, spoiler);

        for (int index = 0; index < 10; index++) {
            remote.tell(new Chunk(COLLECTIVE, new Rank(1), 0, index, Examples.bytes(100_000)));
        }

        for (int index = 0; index < 10; index += 2) {
            assertThat(Contents.of(worker.receiveMessage()))
                .isEqualTo(Contents.of(new Chunk(COLLECTIVE, new Rank(1), 0, index, Examples.bytes(100_000))));
            assertThat(trouble.expectMessageClass(Logging.Error.class).cause())
                .isInstanceOf(MalformedMessageException.class);
        }
        assertNothingElse(trouble);
    }

    @Test
    void bothEndsMeterWhatCrosses() {
        TestProbe<RingMessage> worker = TestProbe.create(spoiler);
        ActorRef<RingMessage> remote = across(worker.getRef(), spoiler, sound);
        Rank from = new Rank(77);
        Traffic before = WireMeter.get(spoiler).received();

        remote.tell(new Chunk(COLLECTIVE, from, 0, 0, Examples.bytes(4_000)));
        remote.tell(new Chunk(COLLECTIVE, from, 0, 1, Examples.bytes(4_000)));
        worker.receiveSeveralMessages(2);

        Traffic sent = WireMeter.get(sound).sent(from);
        assertThat(sent.chunks()).isEqualTo(2);
        assertThat(sent.bytes()).isBetween(8_000L, 8_200L);
        assertThat(WireMeter.get(spoiler).received()).isEqualTo(before.plus(sent));
    }

    @Test
    void aReferenceInAMessageReachesWhomItNames() {
        TestProbe<WorkerMessage> worker = TestProbe.create(sound);
        TestProbe<CoordinatorMessage> coordinator = TestProbe.create(spoiler);
        WorkerMessage.Prepare example = (WorkerMessage.Prepare) Examples.all().get("Prepare-digits");

        across(worker.getRef(), sound, spoiler)
            .tell(new WorkerMessage.Prepare(Examples.RUN, example.job(), coordinator.getRef()));
        WorkerMessage.Prepare prepare = worker.expectMessageClass(WorkerMessage.Prepare.class);
        CoordinatorMessage answer = new Leave(Examples.RUN, Examples.incarnation(3), "valid");
        prepare.coordinator().tell(answer);

        assertThat(coordinator.receiveMessage()).isEqualTo(answer);
    }

    @Test
    void insideASystemAChunksMemoryIsPassedByReference() {
        TestProbe<RingMessage> worker = TestProbe.create(sound);
        MemorySegment memory = Examples.bytes(1_000);
        Rank from = new Rank(78);

        worker.getRef().tell(new Chunk(COLLECTIVE, from, 0, 0, memory));

        assertThat(worker.expectMessageClass(Chunk.class).payload()).isSameAs(memory);
        assertThat(WireMeter.get(sound).sent(from)).isEqualTo(Traffic.NONE);
    }

    private static void subscribe(TestProbe<Object> trouble) {
        var events = Adapter.toClassic(sound).eventStream();
        var probe = Adapter.toClassic(trouble.getRef());
        events.subscribe(probe, Logging.Error.class);
        events.subscribe(probe, QuarantinedEvent.class);
        events.subscribe(probe, ThisActorSystemQuarantinedEvent.class);
        events.subscribe(probe, EndOfLog.class);
    }

    private static void assertNothingElse(TestProbe<Object> trouble) {
        Adapter.toClassic(sound).eventStream().publish(new EndOfLog());
        assertThat(trouble.receiveMessage()).isEqualTo(new EndOfLog());
    }

    private static <T> ActorRef<T> across(ActorRef<T> ref, ActorSystem<?> home, ActorSystem<?> abroad) {
        return ActorRefResolver.get(abroad).resolveActorRef(ActorRefResolver.get(home).toSerializationFormat(ref));
    }
}
