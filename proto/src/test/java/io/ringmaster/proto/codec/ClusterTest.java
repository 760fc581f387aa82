package io.ringmaster.proto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.WorkerMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What our settings close does not keep Akka's own cluster from forming.
class ClusterTest {

    private static final ServiceKey<WorkerMessage> WORKERS = ServiceKey.create(WorkerMessage.class, "workers");
    private static final String CLUSTER = """
        akka.actor.provider = cluster
        akka.cluster.jmx.enabled = off
        akka.cluster.downing-provider-class = "akka.cluster.sbr.SplitBrainResolverProvider"
        """;

    @Test
    void systemsJoinAndFindEachOthersActors() throws Exception {
        ActorSystem<Void> first = TestSystems.start("ringmaster", CLUSTER);
        ActorSystem<Void> second = TestSystems.start("ringmaster", CLUSTER);
        try {
            for (ActorSystem<Void> system : List.of(first, second)) {
                Cluster.get(system).manager().tell(new Join(Cluster.get(first).selfMember().address()));
            }
            TestProbe<WorkerMessage> worker = TestProbe.create(second);
            second.receptionist().tell(Receptionist.register(WORKERS, worker.getRef()));

            WorkerMessage end = new WorkerMessage.End(Examples.RUN, Outcome.FINISHED, "all steps are committed");
            firstListed(first).tell(end);

            assertThat(worker.receiveMessage()).isEqualTo(end);
        } finally {
            for (ActorSystem<Void> system : List.of(first, second)) {
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().get();
            }
        }
    }

    private static ActorRef<WorkerMessage> firstListed(ActorSystem<Void> system) {
        TestProbe<Receptionist.Listing> listings = TestProbe.create(system);
        system.receptionist().tell(Receptionist.subscribe(WORKERS, listings.getRef()));
        List<Receptionist.Listing> found = listings.fishForMessage(Duration.ofSeconds(30), listing ->
            listing.getServiceInstances(WORKERS).isEmpty()
                ? FishingOutcomes.continueAndIgnore()
                : FishingOutcomes.complete());
        return found.getFirst().getServiceInstances(WORKERS).iterator().next();
    }
}
