package io.ringmaster.worker.collective;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.dispatch.Dispatcher;
import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceFactory;
import akka.dispatch.ExecutorServiceFactoryProvider;
import akka.dispatch.MessageDispatcher;
import akka.dispatch.MessageDispatcherConfigurator;
import com.typesafe.config.Config;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import scala.concurrent.duration.Duration;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.DurationConverters;

/// Where a node's rings run: on the threads of its workers that wait for them, else on threads of its own, as many as
/// there are rings with something to do. So chunks never queue behind another actor's work.
///
/// Thread: any.
public final class RingDispatcher extends Dispatcher {

    private static final DispatcherSelector SELECTOR = DispatcherSelector.fromConfig("ringmaster.ring-dispatcher");

    private final Threads threads;

    private RingDispatcher(Configurator configurator, Config config, Threads threads, FiniteDuration shutdownTimeout) {
        super(configurator, config.getString("id"), config.getInt("throughput"), Duration.Zero(), threads, shutdownTimeout);
        this.threads = threads;
    }

    /// The one of an actor system.
    public static RingDispatcher of(ActorSystem<?> system) {
        return (RingDispatcher) system.dispatchers().lookup(SELECTOR);
    }

    /// For spawning a ring.
    public static DispatcherSelector selector() {
        return SELECTOR;
    }

    /// Returns once `done`, which a ring completes, is complete, however it ends; until then the calling thread does
    /// rings' work.
    public void await(CompletableFuture<?> done) {
        threads.newest.await(done);
    }

    /// Made by Akka for an actor system, as its configuration says.
    static final class Configurator extends MessageDispatcherConfigurator {

        private final RingDispatcher dispatcher;

        Configurator(Config config, DispatcherPrerequisites prerequisites) {
            super(config, prerequisites);
            dispatcher = new RingDispatcher(this, config, new Threads(),
                DurationConverters.toScala(config.getDuration("shutdown-timeout")));
        }

        @Override
        public MessageDispatcher dispatcher() {
            return dispatcher;
        }
    }

    /// Akka asks for an executor when the first ring begins, and again when one begins after all had ended.
    private static final class Threads implements ExecutorServiceFactoryProvider {

        private volatile LendingExecutor newest = new LendingExecutor(Executors.newCachedThreadPool());

        @Override
        public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory factory) {
            return () -> {
                LendingExecutor executor = new LendingExecutor(Executors.newCachedThreadPool(factory));
                newest = executor;
                return executor;
            };
        }
    }
}
