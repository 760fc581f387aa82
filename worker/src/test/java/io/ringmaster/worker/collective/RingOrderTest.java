package io.ringmaster.worker.collective;

import static io.ringmaster.worker.collective.RingSystems.GENERATION;
import static io.ringmaster.worker.collective.RingSystems.RUN;
import static io.ringmaster.worker.collective.RingSystems.STILL;
import static io.ringmaster.worker.collective.RingSystems.id;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RingMessage.Chunk;
import io.ringmaster.proto.RingMessage.ChunkAck;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Rings whose members begin the same collectives each in an order of its own, some only once others are done, under
/// every order of delivery that keeps each edge's own.
class RingOrderTest {

    /// One member's part in one collective, and what it waits for before it begins.
    private record Part(int bucket, MemorySegment buffer, CompletableFuture<Passage> done, List<Part> after) {

        private boolean mayBegin() {
            return after.stream().allMatch(other -> other.done().isDone());
        }
    }

    /// A ring, what it has yet to begin, and what is on its way to each of the others.
    private static final class Member {

        private final BehaviorTestKit<RingMessage> ring;
        private final List<TestInbox<RingMessage>> others;
        private final List<Queue<RingMessage>> edges;
        private final List<Part> unbegun;
        private int unacknowledged;

        private Member(int rank, int members, int window, List<Part> parts) {
            ring = BehaviorTestKit.create(
                Ring.create(new Ring.Settings(3, window, Duration.ofMinutes(10)), STILL));
            others = IntStream.range(0, members).mapToObj(_ -> TestInbox.<RingMessage>create()).toList();
            edges = others.stream().<Queue<RingMessage>>map(_ -> new ArrayDeque<>()).toList();
            unbegun = parts;
            tell(new Ring.Enter(
                new RingPlace(RUN, GENERATION, new Rank(rank), others.stream().map(TestInbox::getRef).toList(), SharedMemory.NONE)));
        }

        private void tell(Ring.Command command) {
            ring.getRef().<Object>unsafeUpcast().tell(command);
            ring.runOne();
            collect();
        }

        private void receive(RingMessage message) {
            if (message instanceof ChunkAck ack) {
                unacknowledged -= ack.chunks();
            }
            ring.run(message);
            collect();
        }

        private void collect() {
            for (int to = 0; to < others.size(); to++) {
                for (RingMessage message : others.get(to).getAllReceived()) {
                    unacknowledged += message instanceof Chunk ? 1 : 0;
                    edges.get(to).add(message);
                }
            }
        }

        private void begin(Part part) {
            unbegun.remove(part);
            tell(new Ring.Begin(id(part.bucket()), part.buffer(), RingSystems.SUM, part.done()));
        }
    }

    /// What waits, waits for some of those before it in an order that is the same everywhere: so there is a way.
    private static List<Part> plan(int rank, List<Integer> order, int elements, Random random) {
        double patience = random.nextInt(4) / 3.0;
        List<Part> parts = new ArrayList<>();
        for (int bucket : order) {
            float[] buffer = new float[elements];
            Arrays.fill(buffer, 1 << rank);
            List<Part> after = parts.stream().filter(_ -> random.nextDouble() < patience).toList();
            parts.add(new Part(bucket, MemorySegment.ofArray(buffer), new CompletableFuture<>(), after));
        }
        return parts;
    }

    /// One random event; false when nothing can happen any more.
    private static boolean step(List<Member> members, Random random) {
        List<Runnable> possible = new ArrayList<>();
        for (Member member : members) {
            member.unbegun.stream().filter(Part::mayBegin).forEach(part -> possible.add(() -> member.begin(part)));
            for (int to = 0; to < members.size(); to++) {
                Member receiver = members.get(to);
                Queue<RingMessage> edge = member.edges.get(to);
                if (!edge.isEmpty()) {
                    possible.add(() -> receiver.receive(edge.remove()));
                }
            }
        }
        if (possible.isEmpty()) {
            return false;
        }
        possible.get(random.nextInt(possible.size())).run();
        return true;
    }

    @Property(tries = 300)
    void noOrderHaltsTheRingOrExceedsItsBound(
            @ForAll @IntRange(min = 2, max = 5) int world, @ForAll @IntRange(min = 1, max = 12) int collectives,
            @ForAll @IntRange(min = 1, max = 4) int window, @ForAll @IntRange(min = 1, max = 60) int elements,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>(IntStream.range(0, collectives).boxed().toList());
        Collections.shuffle(order, random);
        List<Part> all = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (int rank = 0; rank < world; rank++) {
            List<Part> parts = plan(rank, order, elements, random);
            all.addAll(parts);
            members.add(new Member(rank, world, window, new ArrayList<>(parts)));
        }

        while (step(members, random)) {
            assertThat(members).allMatch(member -> member.unacknowledged <= Outflow.most(window, collectives));
        }

        float[] sum = new float[elements];
        Arrays.fill(sum, (1 << world) - 1);
        assertThat(all).allSatisfy(part -> {
            assertThat(part.done()).as("bucket %d", part.bucket()).isCompleted();
            assertThat(part.buffer().mismatch(MemorySegment.ofArray(sum))).isEqualTo(-1);
        });
        assertThat(members).allMatch(member -> member.unacknowledged == 0);
    }
}
