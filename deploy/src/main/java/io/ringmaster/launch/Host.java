package io.ringmaster.launch;

import static java.util.stream.Collectors.joining;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import akka.cluster.typed.Leave;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.ringmaster.proto.Outcome;
import java.net.BindException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// One process's part in a cluster: its actor system, its roles, its address.
///
/// State: the actor system, until closed. Thread: any.
public final class Host implements AutoCloseable {

    private static final String SYSTEM = "ringmaster";
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final ActorSystem<Guardian.Command> system;

    private Host(ActorSystem<Guardian.Command> system) {
        this.system = system;
    }

    /// Begins a cluster of which this process is the first member.
    ///
    /// Throws [LaunchException] where nothing can listen at `bind`.
    ///
    /// @param outside hears what happens, on the actors' threads; it must not block
    public static Host begin(Endpoint bind, List<Role> roles, Consumer<Occurrence> outside) {
        Host host = open(bind, roles, outside);
        Cluster cluster = Cluster.get(host.system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        return host;
    }

    /// Joins the cluster of the process at `contact`, trying until it is closed.
    ///
    /// Throws [LaunchException] where nothing can listen at `bind`.
    public static Host join(Endpoint contact, Endpoint bind, List<Role> roles, Consumer<Occurrence> outside) {
        Host host = open(bind, roles, outside);
        Address seed = AddressFromURIString.parse("akka://" + SYSTEM + "@" + contact);
        Cluster.get(host.system).manager().tell(new JoinSeedNodes(
            scala.jdk.javaapi.CollectionConverters.asScala(List.of(seed)).toSeq()));
        return host;
    }

    private static Host open(Endpoint bind, List<Role> roles, Consumer<Occurrence> outside) {
        try {
            ActorSystem<Guardian.Command> system = ActorSystem.create(
                Guardian.create(roles, outside, InstantSource.system()), SYSTEM, config(bind, roles));
            system.getWhenTerminated().whenComplete((_, _) -> outside.accept(new Occurrence.Disconnected()));
            return new Host(system);
        } catch (RuntimeException failure) {
            throw cannotListen(bind, failure);
        }
    }

    static Config config(Endpoint bind, List<Role> roles) {
        String here = """
            akka.remote.artery.canonical { hostname = "%s", port = %d }
            akka.cluster.roles = [%s]
            akka.remote.artery.advanced.shutdown-flush-timeout = %d ms
            """.formatted(bind.host(), bind.port(), roles.stream().map(Role::word).collect(joining(", ")),
                flush(roles).toMillis());
        return ConfigFactory.parseString(here)
            .withFallback(ConfigFactory.parseResources("ringmaster.conf"))
            .withFallback(ConfigFactory.parseResources("ringmaster-serialization.conf"))
            .withFallback(ConfigFactory.parseResources("ringmaster-worker.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    }

    /// How long a system that ends waits until others have taken its last messages. Those of a worker tell that it has
    /// stopped; when a coordinator ends all has been told, mostly to processes that are gone.
    private static Duration flush(List<Role> roles) {
        return roles.stream().anyMatch(Role.Coordinate.class::isInstance) ? Duration.ofMillis(200) : Duration.ofSeconds(1);
    }

    private static RuntimeException cannotListen(Endpoint bind, RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            if (cause instanceof BindException || said.contains("BindException")) {
                boolean taken = said.contains("in use");
                return new LaunchException("cannot listen at " + bind + ": " + (taken
                    ? "another process has this port; choose another with --port, or 0 for any that is free"
                    : "the address is not this machine's, or the port is not free for you; check --host and --port"),
                    failure);
            }
            if (cause instanceof UnknownHostException || said.contains("UnknownHost")) {
                return new LaunchException("cannot listen at " + bind + ": no such host is known; check --host", failure);
            }
        }
        return failure;
    }

    public Endpoint endpoint() {
        return endpoint(system);
    }

    static Endpoint endpoint(ActorSystem<?> system) {
        Address address = Cluster.get(system).selfMember().address();
        return new Endpoint(address.getHost().orElseThrow(), address.getPort().orElseThrow());
    }

    /// Ends the run that this process coordinates; the coordinator tells when it has.
    public void stopRun(Outcome outcome, String reason) {
        system.tell(new Guardian.StopRun(outcome, reason));
    }

    /// Takes this process's workers out of their run; the node tells when they are.
    public void leaveRun(String reason) {
        system.tell(new Guardian.LeaveRun(reason));
    }

    /// Says goodbye to the cluster, so that nobody takes this process for dead, then closes.
    public void depart() {
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Leave.create(cluster.selfMember().address()));
        awaitEnd();
        close();
    }

    @Override
    public void close() {
        system.terminate();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            system.getWhenTerminated().toCompletableFuture().get(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            system.log().warn("the actor system has not ended within {}", LONGEST_END, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
