package io.ringmaster.worker.collective;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.Step;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.backend.Backends;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Actor systems for rings, and rings in them.
final class RingSystems {

    static final RunId RUN = new RunId("run");
    static final Generation GENERATION = new Generation(3);
    static final InstantSource STILL = InstantSource.fixed(Instant.EPOCH);
    static final Reduction SUM = Backends.of(Device.CPU)::accumulate;

    private static final String QUIET = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          daemonic = on
          jvm-exit-on-fatal-error = off
          coordinated-shutdown.run-by-jvm-shutdown-hook = off
        }
        """;
    private static final String TCP = """
        akka {
          actor.provider = remote
          remote.use-unsafe-remote-features-outside-cluster = on
          remote.warn-about-direct-use = off
          remote.artery {
            transport = tcp
            canonical { hostname = "127.0.0.1", port = 0 }
            large-message-destinations = ["/system/ring-*"]
          }
        }
        """;

    private RingSystems() {}

    static ActorSystem<Void> local() {
        return ActorSystem.create(Behaviors.empty(), "rings",
            ConfigFactory.parseString(QUIET)
            .withFallback(ConfigFactory.parseResources("ringmaster-worker.conf")).withFallback(ConfigFactory.load()).resolve());
    }

    static ActorSystem<Void> onLoopback() {
        return ActorSystem.create(Behaviors.empty(), "rings", ConfigFactory.parseString(QUIET + TCP)
            .withFallback(ConfigFactory.parseResources("ringmaster-serialization.conf"))
            .withFallback(ConfigFactory.parseResources("ringmaster-worker.conf"))
            .withFallback(ConfigFactory.load()).resolve());
    }

    static void stop(List<ActorSystem<Void>> systems) throws InterruptedException, ExecutionException {
        for (ActorSystem<Void> system : systems) {
            system.terminate();
        }
        for (ActorSystem<Void> system : systems) {
            system.getWhenTerminated().toCompletableFuture().get();
        }
    }

    /// One ring actor for each system given, all of them entered into one generation; they speak through references
    /// that are resolved where they are used.
    static List<ActorRef<RingMessage>> form(
            List<ActorSystem<Void>> systems, Ring.Settings settings, InstantSource clock) {
        return form(systems, Collections.nCopies(systems.size(), SharedMemory.NONE), settings, clock);
    }

    /// @param memories each ring's
    static List<ActorRef<RingMessage>> form(
            List<ActorSystem<Void>> systems, List<SharedMemory> memories, Ring.Settings settings, InstantSource clock) {
        List<ActorRef<RingMessage>> rings = new ArrayList<>();
        for (ActorSystem<Void> system : systems) {
            rings.add(system.systemActorOf(
                Ring.create(settings, clock), "ring-" + UUID.randomUUID(), RingDispatcher.selector()));
        }
        for (int rank = 0; rank < rings.size(); rank++) {
            ActorSystem<Void> own = systems.get(rank);
            List<ActorRef<RingMessage>> seen = new ArrayList<>();
            for (int other = 0; other < rings.size(); other++) {
                String name = ActorRefResolver.get(systems.get(other)).toSerializationFormat(rings.get(other));
                seen.add(ActorRefResolver.get(own).resolveActorRef(name));
            }
            Ring.control(rings.get(rank)).tell(new Ring.Enter(new RingPlace(RUN, GENERATION, new Rank(rank), seen, memories.get(rank))));
        }
        return rings;
    }

    static CollectiveId id(int bucket) {
        return new CollectiveId(RUN, GENERATION, new Step(7), 0, bucket);
    }

    static CompletableFuture<Passage> sum(ActorRef<RingMessage> ring, int bucket, MemorySegment buffer) {
        return reduce(ring, id(bucket), buffer, SUM);
    }

    static CompletableFuture<Passage> reduce(
            ActorRef<RingMessage> ring, CollectiveId id, MemorySegment buffer, Reduction reduction) {
        CompletableFuture<Passage> done = new CompletableFuture<>();
        Ring.control(ring).tell(new Ring.Begin(id, buffer, reduction, done));
        return done;
    }
}
