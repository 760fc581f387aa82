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
import io.ringmaster.proto.RingMessage.MemoryOpened;
import io.ringmaster.proto.RingMessage.OfferMemory;
import io.ringmaster.proto.RingMessage.PlacedChunk;
import io.ringmaster.proto.config.CollectiveConfig;
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
/// All collectives share what may be on its way to the successor, in an [Outflow], so that its bound is the ring's, and
/// one that a neighbour has not begun yet can't hold up another. Chunks that come before the local side has begun are
/// held, at most a window of them for each collective.
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
    public record Begin(CollectiveId id, MemorySegment buffer, Reduction reduction, CompletableFuture<Passage> done)
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

    /// The most collectives that may be under way at a time: with the widest window, what they may send still fits
    /// Artery's queue for large messages, which drops what it has no room for (see ringmaster-worker.conf).
    static final int MOST_COLLECTIVES = 16_384;

    /// @param chunkElements the most elements in a chunk
    /// @param window        how many chunks may be unacknowledged, see [Outflow]
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

        /// As a job says.
        public static Settings of(CollectiveConfig collective) {
            return new Settings(collective.chunkBytes() / Reduction.ELEMENT_BYTES, collective.window(), collective.timeout());
        }

        private Duration tick() {
            Duration tenth = timeout.dividedBy(10);
            return tenth.compareTo(SHORTEST_TICK) < 0 ? SHORTEST_TICK : tenth;
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
        private final Edges edges;
        private final Outflow outflow;
        private final Map<CollectiveId, Flight> flights = new LinkedHashMap<>();
        private final Map<CollectiveId, Deque<Chunk>> early = new HashMap<>();
        private final Set<CollectiveId> failed = new HashSet<>();
        private Instant predecessorHeard = Instant.MIN;
        private Instant successorHeard = Instant.MIN;

        private Inside(RingPlace place) {
            super(context);
            this.place = place;
            edges = new Edges(place, context.getLog());
            outflow = new Outflow(settings.window(), edges::send);
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
            return message.run().equals(place.run()) && message.generation().equals(place.generation())
                && message.from().equals(switch (message) {
                    case Chunk _, PlacedChunk _, OfferMemory _ -> place.predecessorRank();
                    case ChunkAck _, MemoryOpened _ -> place.successorRank();
                });
        }

        private Behavior<Command> begin(Begin begin) {
            CollectiveId id = begin.id();
            CompletableFuture<Passage> done = begin.done();
            if (!id.run().equals(place.run()) || !id.generation().equals(place.generation())) {
                done.completeExceptionally(new CancellationException(
                    "%s: the ring is in generation %s by now".formatted(id, place.generation())));
                return this;
            }
            if (flights.containsKey(id) || failed.contains(id)) {
                done.completeExceptionally(new RingException(id + ": begun before; each has an id of its own"));
                return this;
            }
            if (flights.size() == MOST_COLLECTIVES) {
                done.completeExceptionally(new RingException(
                    "%s: %d collectives are under way, the most that a ring has; a larger collective.bucket-bytes makes fewer"
                        .formatted(id, MOST_COLLECTIVES)));
                return this;
            }
            Segmentation cut = new Segmentation(
                begin.buffer().byteSize() / Reduction.ELEMENT_BYTES, place.members().size(), settings.chunkElements());
            AllReduce algorithm = AllReduce.begin(id, place.rank(), begin.buffer(), cut, begin.reduction());
            Flight flight = new Flight(algorithm, outflow.open(algorithm), done, clock.instant());
            flights.put(id, flight);
            outflow.advance(flight.lane);
            endIfDone(id, flight);
            Optional.ofNullable(early.remove(id)).ifPresent(chunks -> chunks.forEach(this::use));
            return this;
        }

        private Behavior<Command> receive(RingMessage message) {
            switch (message) {
                case Chunk chunk -> {
                    predecessorHeard = clock.instant();
                    use(chunk);
                }
                case PlacedChunk placed -> {
                    predecessorHeard = clock.instant();
                    use(placed);
                }
                case OfferMemory offer -> edges.offered(offer);
                case MemoryOpened opened -> edges.opened(opened);
                case ChunkAck ack -> {
                    successorHeard = clock.instant();
                    release(ack);
                }
            }
            return this;
        }

        private void use(PlacedChunk placed) {
            try {
                use(edges.at(placed));
            } catch (RingException e) {
                Flight flight = flights.get(placed.collective());
                if (flight == null) {
                    context.getLog().error("{}; it is dropped", e.getMessage());
                } else {
                    fail(placed.collective(), flight, e);
                }
            }
        }

        private void use(Chunk chunk) {
            CollectiveId id = chunk.collective();
            Flight flight = flights.get(id);
            if (failed.contains(id)) {
                acknowledge(id);   // it is dropped, and its credit is another's
            } else if (flight == null) {
                hold(chunk);
            } else if (attempt(id, flight, () -> flight.accept(chunk, clock.instant()))) {
                acknowledge(id);
                outflow.advance(flight.lane);
                endIfDone(id, flight);
            }
        }

        private void acknowledge(CollectiveId id) {
            place.predecessor().tell(new ChunkAck(id, place.rank(), 1));
        }

        private void release(ChunkAck ack) {
            CollectiveId id = ack.collective();
            Flight flight = flights.get(id);
            if (flight == null) {
                if (!failed.contains(id)) {
                    context.getLog().warn("{}: acknowledgement from rank {} for nothing under way", id, ack.from());
                }
            } else if (attempt(id, flight, () -> flight.algorithm.acknowledged(ack.chunks()))) {
                outflow.acknowledged(flight.lane, ack.chunks());
                endIfDone(id, flight);
            }
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

        /// Whether it went well; else the collective has failed, and not the ring.
        private boolean attempt(CollectiveId id, Flight flight, Runnable event) {
            try {
                event.run();
                return true;
            } catch (RingException e) {
                fail(id, flight, e);
            } catch (RuntimeException e) {   // the buffer is not fit
                fail(id, flight, new RingException(id + ": the buffer can't be reduced: " + e.getMessage(), e));
            }
            return false;
        }

        /// What still comes for it is dropped.
        private void fail(CollectiveId id, Flight flight, RuntimeException reason) {
            flights.remove(id);
            failed.add(id);
            outflow.close(flight.lane);
            flight.done.completeExceptionally(reason);
        }

        private void endIfDone(CollectiveId id, Flight flight) {
            if (flight.algorithm.isDone()) {
                flights.remove(id);
                outflow.close(flight.lane);
                flight.complete(clock.instant());
            }
        }

        /// A neighbour that is heard from works on something, maybe on what was begun before: only its silence counts.
        private Behavior<Command> checkDeadlines() {
            Instant now = clock.instant();
            for (var entry : List.copyOf(flights.entrySet())) {
                CollectiveId id = entry.getKey();
                Flight flight = entry.getValue();
                boolean forCredit = outflow.isStarved(flight.lane);
                boolean forPredecessor = !forCredit && flight.algorithm.waitsForPredecessor();
                Instant heard = forPredecessor ? predecessorHeard : successorHeard;
                Duration silent = Duration.between(heard.isAfter(flight.begun) ? heard : flight.begun, now);
                if (silent.compareTo(settings.timeout()) >= 0) {
                    String what = forCredit
                        ? "acknowledgement of earlier chunks, as round %d, bucket %d has no credit left".formatted(id.round(), id.bucket())
                        : flight.algorithm.missing();
                    fail(id, flight, new RingStalledException(
                        id, forPredecessor ? place.predecessorRank() : place.successorRank(), what, silent));
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
