package io.ringmaster.worker.collective;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RingMessage.ChunkAck;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/// Moves the chunks of one worker's collectives to its successor and from its predecessor.
///
/// ```
/// Outside --place--> Inside --place--> Inside
///    ^-------------leave-------------'
/// ```
/// Each collective has a credit window of its own, so one that a neighbour has not begun yet can't hold up another.
/// Chunks that come before the local side has begun are held, at most a window of them for each collective.
/// What belongs to another generation is dropped here and nowhere else.
public final class Ring {

    /// What the worker of this ring asks of it.
    public sealed interface Command {}

    /// Takes a place in a new generation's ring; what is under way is cancelled. Every member must have entered before
    /// any begins to reduce: a chunk that comes before its generation is dropped.
    public record Enter(RingPlace place) implements Command {}

    /// Leaves; what is under way is cancelled.
    public record Leave() implements Command {}

    /// Begins an all-reduce of `buffer` over all members, in place.
    ///
    /// @param buffer    memory that any thread may read: of a shared, automatic or global arena
    /// @param reduction the same for all members
    /// @param done      completes when the buffer holds the result and is the caller's again; or fails with
    ///                  [RingStalledException], [RingException] or, on a new generation, [CancellationException].
    ///                  Where it fails, neighbours may go on reading the buffer until they too have left this
    ///                  generation: until then it must be neither written nor freed
    public record Begin(CollectiveId id, MemorySegment buffer, Reduction reduction, CompletableFuture<Void> done)
        implements Command {

        public Begin {
            if (buffer.byteSize() % Reduction.ELEMENT_BYTES != 0) {
                throw new IllegalArgumentException("%s: the buffer has %d bytes; elements take a multiple of %d"
                    .formatted(id, buffer.byteSize(), Reduction.ELEMENT_BYTES));
            }
        }
    }

    private record Received(RingMessage message) implements Command {}

    private enum Tick implements Command { DEADLINE }

    /// @param chunkElements the most elements in a chunk
    /// @param window        how many chunks of one collective may be unacknowledged
    /// @param timeout       how long a neighbour may be silent while something waits for it
    public record Settings(int chunkElements, int window, Duration timeout) {

        private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
        private static final int MOST_ELEMENTS = Chunk.LIMIT_BYTES / Reduction.ELEMENT_BYTES;

        public Settings {
            if (chunkElements < 1 || chunkElements > MOST_ELEMENTS || window < 1 || !timeout.isPositive()) {
                throw new IllegalArgumentException(
                    "chunks of %d elements, window %d, timeout %s; a chunk has 1 to %d, a window 1 or more, and time is positive"
                        .formatted(chunkElements, window, timeout, MOST_ELEMENTS));
            }
        }

        private Duration tick() {
            Duration tenth = timeout.dividedBy(10);
            return tenth.compareTo(SHORTEST_TICK) < 0 ? SHORTEST_TICK : tenth;
        }
    }

    /// A collective that is under way, and since when its neighbours have been silent.
    private static final class Flight {

        private final AllReduce algorithm;
        private final CompletableFuture<Void> done;
        private Instant lastHeard;

        private Flight(AllReduce algorithm, CompletableFuture<Void> done, Instant begun) {
            this.algorithm = algorithm;
            this.done = done;
            lastHeard = begun;
        }
    }

    private final ActorContext<Command> context;
    private final Settings settings;
    private final InstantSource clock;

    private Ring(ActorContext<Command> context, Settings settings, InstantSource clock) {
        this.context = context;
        this.settings = settings;
        this.clock = clock;
    }

    public static Behavior<RingMessage> create(Settings settings, InstantSource clock) {
        Behavior<Command> behavior = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.DEADLINE, settings.tick());
            return new Ring(context, settings, clock).new Outside();
        }));
        return Behaviors.transformMessages(RingMessage.class, behavior, wire -> wire.matchAny(Received::new));
    }

    /// The same actor as the worker that spawned it may speak to it.
    public static ActorRef<Command> control(ActorRef<RingMessage> ring) {
        return ring.unsafeUpcast();
    }

    /// In no generation: nothing is expected, everything from the wire is late.
    private final class Outside extends AbstractOnMessageBehavior<Command> {

        private Outside() {
            super(context);
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            return switch (command) {
                case Enter(var place) -> new Inside(place);
                case Begin(var id, _, _, var done) -> {
                    done.completeExceptionally(new CancellationException(id + ": this worker is in no generation"));
                    yield this;
                }
                case Received _, Leave _, Tick _ -> this;
            };
        }
    }

    /// A member of one generation's ring.
    private final class Inside extends AbstractOnMessageBehavior<Command> {

        private final RingPlace place;
        private final Map<CollectiveId, Flight> flights = new LinkedHashMap<>();
        private final Map<CollectiveId, Deque<Chunk>> early = new HashMap<>();
        private final Set<CollectiveId> failed = new HashSet<>();

        private Inside(RingPlace place) {
            super(context);
            this.place = place;
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            return switch (command) {
                case Begin begin -> begin(begin);
                case Received(var message) -> belongs(message) ? receive(message) : this;
                case Tick _ -> checkDeadlines();
                case Enter(var next) -> {
                    cancelAll("generation %s begins".formatted(next.generation()));
                    yield new Inside(next);
                }
                case Leave _ -> {
                    cancelAll("this worker leaves the ring");
                    yield new Outside();
                }
            };
        }

        @Override
        public Behavior<Command> onSignal(Signal signal) {
            if (signal instanceof PostStop) {
                cancelAll("this worker stops");
            }
            return this;
        }

        /// The one fence against what an older generation, another run or another neighbour has sent.
        private boolean belongs(RingMessage message) {
            CollectiveId id = message.collective();
            return id.run().equals(place.run()) && id.generation().equals(place.generation())
                && switch (message) {
                    case Chunk chunk -> chunk.from().equals(place.predecessorRank());
                    case ChunkAck ack -> ack.from().equals(place.successorRank());
                };
        }

        private Behavior<Command> begin(Begin begin) {
            CollectiveId id = begin.id();
            CompletableFuture<Void> done = begin.done();
            if (!id.run().equals(place.run()) || !id.generation().equals(place.generation())) {
                done.completeExceptionally(new CancellationException(
                    "%s: the ring is in generation %s by now".formatted(id, place.generation())));
                return this;
            }
            if (flights.containsKey(id) || failed.contains(id)) {
                done.completeExceptionally(new RingException(id + ": begun before; each has an id of its own"));
                return this;
            }
            Segmentation cut = new Segmentation(
                begin.buffer().byteSize() / Reduction.ELEMENT_BYTES, place.members().size(), settings.chunkElements());
            Flight flight = new Flight(
                AllReduce.begin(id, place.rank(), begin.buffer(), cut, begin.reduction()), done, clock.instant());
            flights.put(id, flight);
            progress(flight, id, () -> {});
            Optional.ofNullable(early.remove(id)).ifPresent(chunks -> chunks.forEach(this::receive));
            return this;
        }

        private Behavior<Command> receive(RingMessage message) {
            if (failed.contains(message.collective())) {
                return this;
            }
            Flight flight = flights.get(message.collective());
            switch (message) {
                case Chunk chunk when flight == null -> hold(chunk);
                case ChunkAck ack when flight == null ->
                    context.getLog().warn("{}: acknowledgement from rank {} for nothing under way", ack.collective(), ack.from());
                case Chunk chunk -> progress(flight, chunk.collective(), () -> {
                    flight.algorithm.accept(chunk);
                    place.predecessor().tell(new ChunkAck(chunk.collective(), place.rank(), 1));
                });
                case ChunkAck(var id, _, var chunks) -> progress(flight, id, () -> flight.algorithm.acknowledged(chunks));
            }
            return this;
        }

        private void hold(Chunk chunk) {
            Deque<Chunk> held = early.computeIfAbsent(chunk.collective(), _ -> new ArrayDeque<>());
            if (held.size() < settings.window()) {
                held.add(chunk);
            } else {
                context.getLog().error("{}: rank {} sent more than its window of {} chunks ahead; the rest is dropped",
                    chunk.collective(), chunk.from(), settings.window());
            }
        }

        private void progress(Flight flight, CollectiveId id, Runnable event) {
            flight.lastHeard = clock.instant();
            try {
                event.run();
                advance(id, flight);
            } catch (RingException e) {
                fail(flight, id, e);
            } catch (RuntimeException e) {   // the buffer is not fit: it ends this collective, not the ring
                fail(flight, id, new RingException(id + ": the buffer can't be reduced: " + e.getMessage(), e));
            }
        }

        /// What still comes for it is dropped.
        private void fail(Flight flight, CollectiveId id, RuntimeException reason) {
            flights.remove(id);
            failed.add(id);
            flight.done.completeExceptionally(reason);
        }

        /// Sends what may be sent, and ends what is done.
        private void advance(CollectiveId id, Flight flight) {
            for (var chunk = flight.algorithm.next(settings.window()); chunk.isPresent();
                    chunk = flight.algorithm.next(settings.window())) {
                place.successor().tell(chunk.get());
            }
            if (flight.algorithm.isDone()) {
                flights.remove(id);
                flight.done.complete(null);
            }
        }

        private Behavior<Command> checkDeadlines() {
            Instant now = clock.instant();
            for (var entry : List.copyOf(flights.entrySet())) {
                Flight flight = entry.getValue();
                Duration silent = Duration.between(flight.lastHeard, now);
                if (silent.compareTo(settings.timeout()) >= 0) {
                    var waitsFor = flight.algorithm.waitsForPredecessor() ? place.predecessorRank() : place.successorRank();
                    fail(flight, entry.getKey(), new RingStalledException(
                        entry.getKey(), waitsFor, flight.algorithm.missing(), silent));
                }
            }
            return this;
        }

        private void cancelAll(String reason) {
            flights.forEach((id, flight) -> flight.done.completeExceptionally(new CancellationException(id + ": " + reason)));
            flights.clear();
            early.clear();
        }
    }
}
