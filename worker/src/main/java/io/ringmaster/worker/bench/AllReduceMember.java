package io.ringmaster.worker.bench;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RunId;
import io.ringmaster.tensor.Device;
import io.ringmaster.worker.ComputeThread;
import io.ringmaster.worker.Exchange;
import io.ringmaster.worker.GenerationPlace;
import io.ringmaster.worker.collective.Ring;
import io.ringmaster.worker.collective.RingDispatcher;
import io.ringmaster.worker.collective.RingPlace;
import io.ringmaster.worker.collective.SharedMemory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/// One member of the ring that is measured.
///
/// ```
/// Gathering --all rings are known--> Entering --all have entered--> Reducing
/// ```
/// There is no coordinator: members find each other's rings at the receptionist, take their places in an order that is the
/// same everywhere, and tell there that they have. Only then does any begin, as a ring drops what comes before its place is
/// taken.
final class AllReduceMember {

    /// @param first    whether it is the first of its process, which speaks for it
    /// @param observer hears what people may be told
    record Setup(
        AllReducePlan plan, boolean first, ActorRef<AllReduceNode.Command> node, ActorRef<AllReduceEvent> observer,
        InstantSource clock) {}

    private sealed interface Command {}

    private record Known(Set<ActorRef<RingMessage>> rings) implements Command {}

    private record AtTheirPlaces(Set<ActorRef<RingMessage>> rings) implements Command {}

    private record RingLost() implements Command {}

    private record Ended(Optional<Throwable> failure) implements Command {}

    private static final ServiceKey<RingMessage> RINGS = ServiceKey.create(RingMessage.class, "ringmaster-bench-ring");
    private static final ServiceKey<RingMessage> ENTERED = ServiceKey.create(RingMessage.class, "ringmaster-bench-entered");
    private static final RunId RUN = new RunId("bench-allreduce");
    private static final Generation GENERATION = Generation.NONE.next();

    private final ActorContext<Command> context;
    private final Setup setup;
    private final ActorRef<RingMessage> ring;
    private final ComputeThread compute;
    private final SharedMemory memory;

    private AllReduceMember(ActorContext<Command> context, Setup setup, ActorRef<RingMessage> ring, ComputeThread compute) {
        this.context = context;
        this.setup = setup;
        this.ring = ring;
        this.compute = compute;
        long bytes = Reduced.exchangedBytes(setup.plan());
        memory = switch (setup.plan().carriers()) {
            case FASTEST -> SharedMemory.allocate(bytes);
            case INLINE -> SharedMemory.unshared(bytes);
        };
    }

    static Behavior<?> create(Setup setup) {
        return Behaviors.<Command>setup(context -> {
            ActorRef<RingMessage> ring = context.spawn(
                Ring.create(Ring.Settings.of(setup.plan().collective()), setup.clock()), "ring", RingDispatcher.selector());
            context.watchWith(ring, new RingLost());
            ActorRef<Receptionist.Listing> listings = context.messageAdapter(Receptionist.Listing.class, listing ->
                listing.isForKey(RINGS)
                    ? new Known(listing.getServiceInstances(RINGS)) : new AtTheirPlaces(listing.getServiceInstances(ENTERED)));
            var receptionist = context.getSystem().receptionist();
            receptionist.tell(Receptionist.register(RINGS, ring));
            receptionist.tell(Receptionist.subscribe(RINGS, listings));
            receptionist.tell(Receptionist.subscribe(ENTERED, listings));
            ComputeThread compute = ComputeThread.start(context.getSelf().path().name() + "-compute", Device.CPU);
            return new AllReduceMember(context, setup, ring, compute).new Gathering();
        });
    }

    /// What all states do.
    private abstract class State extends AbstractOnMessageBehavior<Command> {

        private State() {
            super(context);
        }

        @Override
        public final Behavior<Command> onSignal(Signal signal) {
            if (signal instanceof PostStop) {
                compute.close();
                memory.close();
            }
            return this;
        }

        final Behavior<Command> fail(String reason) {
            setup.node.tell(new AllReduceNode.MemberFailed(reason));
            return this;
        }
    }

    /// Not all rings are known.
    private final class Gathering extends State {

        @Override
        public Behavior<Command> onMessage(Command command) {
            return switch (command) {
                case Known(var rings) when rings.size() == setup.plan.members() -> enter(rings);
                case Known _, AtTheirPlaces _, Ended _ -> this;
                case RingLost _ -> fail("the ring has ended by itself");
            };
        }

        private Behavior<Command> enter(Set<ActorRef<RingMessage>> rings) {
            ActorRefResolver resolver = ActorRefResolver.get(context.getSystem());
            List<ActorRef<RingMessage>> order =
                rings.stream().sorted(Comparator.comparing(resolver::toSerializationFormat)).toList();
            Rank rank = new Rank(order.indexOf(ring));
            Ring.control(ring).tell(new Ring.Enter(new RingPlace(RUN, GENERATION, rank, order, memory)));
            context.getSystem().receptionist().tell(Receptionist.register(ENTERED, ring));
            if (setup.first) {
                setup.observer.tell(new AllReduceEvent.Placed(edges(order)));
            }
            return new Entering(rank);
        }

        private List<Edge> edges(List<ActorRef<RingMessage>> order) {
            List<Edge> edges = new ArrayList<>();
            for (int from = 0; from < order.size(); from++) {
                int to = (from + 1) % order.size();
                boolean oneProcess = address(order.get(from)).equals(address(order.get(to)));
                edges.add(new Edge(from, to, oneProcess ? Edge.Carrier.BY_REFERENCE : betweenProcesses()));
            }
            return edges;
        }

        /// All processes are this host's.
        private Edge.Carrier betweenProcesses() {
            return memory.isShared() ? Edge.Carrier.SHARED_MEMORY : Edge.Carrier.INLINE;
        }

        private Address address(ActorRef<?> of) {
            Address address = of.path().address();
            return address.hasLocalScope() ? context.getSystem().address() : address;
        }
    }

    /// At its place; not all others are, as far as it knows.
    private final class Entering extends State {

        private final Rank rank;

        private Entering(Rank rank) {
            this.rank = rank;
        }

        @Override
        public Behavior<Command> onMessage(Command command) {
            return switch (command) {
                case AtTheirPlaces(var rings) when rings.size() == setup.plan.members() -> {
                    begin();
                    yield new Reducing();
                }
                case Known _, AtTheirPlaces _, Ended _ -> this;
                case RingLost _ -> fail("the ring has ended by itself");
            };
        }

        private void begin() {
            Exchange exchange = new Exchange(new GenerationPlace(RUN, GENERATION, rank), Ring.control(ring),
                RingDispatcher.of(context.getSystem()), setup.plan.collective().bucketBytes(), setup.clock);
            context.pipeToSelf(
                compute.submit(() -> {
                    Trial.of(setup.plan, memory.memory(), exchange, rank.index(), setup.first).run(figures -> {
                        if (setup.first) {
                            setup.observer.tell(new AllReduceEvent.Measured(figures));
                        }
                    });
                    return rank;
                }),
                (_, failure) -> new Ended(Optional.ofNullable(failure)));
        }
    }

    /// Its compute thread measures.
    private final class Reducing extends State {

        @Override
        public Behavior<Command> onMessage(Command command) {
            return switch (command) {
                case Known _, AtTheirPlaces _ -> this;
                case RingLost _ -> fail("the ring has ended by itself");
                case Ended(var failure) -> {
                    failure.map(Reducing::sentence).ifPresentOrElse(
                        this::fail, () -> setup.node.tell(new AllReduceNode.MemberDone()));
                    yield this;
                }
            };
        }

        private static String sentence(Throwable failure) {
            return switch (failure) {
                case CompletionException wrapped when wrapped.getCause() != null -> sentence(wrapped.getCause());
                case OutOfMemoryError full -> "the buffers find no memory (" + full.getMessage() + "); measure smaller sizes or fewer members";
                default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
            };
        }
    }
}
