package io.ringmaster.proto.codec;

import akka.actor.ExtendedActorSystem;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;

/// Actor systems with the transport on loopback, at ports of the system's choosing, and our serialization.
final class TestSystems {

    private static final Config TRANSPORT = ConfigFactory.parseString("""
        akka {
          loglevel = ERROR
          use-slf4j = off
          loggers = ["io.ringmaster.proto.codec.QuietLogger"]
          stdout-loglevel = OFF
          log-dead-letters = off
          daemonic = on
          jvm-exit-on-fatal-error = off
          coordinated-shutdown.run-by-jvm-shutdown-hook = off
          actor.provider = remote
          remote.use-unsafe-remote-features-outside-cluster = on
          remote.warn-about-direct-use = off
          remote.artery {
            transport = tcp
            canonical { hostname = "127.0.0.1", port = 0 }
            advanced.maximum-frame-size = 512 KiB
          }
        }
        """);

    private static final ActorSystem<Void> SHARED = start("ringmaster", "");

    private TestSystems() {}

    /// For codecs alone: nothing is sent between systems.
    static ActorSystem<Void> shared() {
        return SHARED;
    }

    static ActorSystem<Void> start(String name, String settings) {
        Config config = ConfigFactory.parseString(settings)
            .withFallback(TRANSPORT)
            .withFallback(ConfigFactory.parseResources("ringmaster-serialization.conf"))
            .withFallback(ConfigFactory.load());
        return ActorSystem.create(Behaviors.empty(), name, config.resolve());
    }

    static ExtendedActorSystem classic(ActorSystem<?> system) {
        return (ExtendedActorSystem) Adapter.toClassic(system);
    }
}
