package io.ringmaster.proto.codec;

import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.CoordinatorMessage;
import io.ringmaster.proto.CoordinatorMessage.Evaluated;
import io.ringmaster.proto.CoordinatorMessage.Formed;
import io.ringmaster.proto.CoordinatorMessage.Leave;
import io.ringmaster.proto.CoordinatorMessage.Prepared;
import io.ringmaster.proto.CoordinatorMessage.Stalled;
import io.ringmaster.proto.CoordinatorMessage.StepDone;
import io.ringmaster.proto.CoordinatorMessage.WorkerFailed;
import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Incarnation;
import io.ringmaster.proto.Member;
import io.ringmaster.proto.MetricReport;
import io.ringmaster.proto.Outcome;
import io.ringmaster.proto.Preparation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RingMember;
import io.ringmaster.proto.RingMessage;
import io.ringmaster.proto.RunId;
import io.ringmaster.proto.ShardLoss;
import io.ringmaster.proto.ShardSlice;
import io.ringmaster.proto.StateKind;
import io.ringmaster.proto.StatePart;
import io.ringmaster.proto.StateSource;
import io.ringmaster.proto.Step;
import io.ringmaster.proto.Timings;
import io.ringmaster.proto.Traffic;
import io.ringmaster.proto.Work;
import io.ringmaster.proto.WorkerMessage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Any valid message, extreme values among them.
final class Messages {

    private static final Arbitrary<Long> COUNTS = Arbitraries.longs().greaterOrEqual(0);
    private static final Arbitrary<Integer> EPOCHS = Arbitraries.integers().greaterOrEqual(1);
    private static final Arbitrary<String> NAMES = texts(0, WireRules.TEXT_LIMIT);
    private static final Arbitrary<String> SENTENCES = texts(0, CommonCodec.SENTENCE_LIMIT);
    private static final Arbitrary<Duration> DURATIONS = COUNTS.map(Duration::ofNanos);
    private static final Arbitrary<Double> NUMBERS = Arbitraries.oneOf(
        Arbitraries.doubles(),
        Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE));

    private static final Arbitrary<List<ShardLoss>> LOSSES = Combinators.combine(
        Arbitraries.integers().greaterOrEqual(0), NUMBERS, NUMBERS, Arbitraries.integers().greaterOrEqual(0)).as(ShardLoss::new)
        .list().ofMaxSize(30);

    private static final Arbitrary<List<MetricReport>> METRICS = Combinators.combine(
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(32),
        Arbitraries.of(MetricReport.Form.class),
        Combinators.combine(Arbitraries.integers().greaterOrEqual(0), NUMBERS, NUMBERS).as(MetricReport.Part::new)
            .list().ofMaxSize(10)).as(MetricReport::new).list().ofMaxSize(3);

    private static final Arbitrary<RunId> RUNS = Arbitraries.oneOf(
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(96).map(RunId::new),
        Arbitraries.of("0", "a.b_c-d", "9".repeat(96)).map(RunId::new));
    private static final Arbitrary<Generation> GENERATIONS = COUNTS.map(Generation::new);
    private static final Arbitrary<Step> STEPS = COUNTS.map(Step::new);
    private static final Arbitrary<Rank> RANKS = Arbitraries.integers().between(0, Rank.LIMIT - 1).map(Rank::new);
    private static final Arbitrary<Incarnation> INCARNATIONS =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as((high, low) -> new Incarnation(new UUID(high, low)));
    private static final Arbitrary<Member> MEMBERS =
        Combinators.combine(INCARNATIONS, NAMES, Arbitraries.integers(), Arbitraries.longs(), NAMES).as(Member::new);
    private static final Arbitrary<String> PATHS =
        Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(200)
            .flatMap(name -> Arbitraries.integers().greaterOrEqual(1).map(uid -> name + "#" + uid));
    private static final Arbitrary<CollectiveId> COLLECTIVES = Combinators.combine(
        RUNS, GENERATIONS, STEPS, Arbitraries.integers().between(0, CollectiveId.ROUND_LIMIT - 1),
        Arbitraries.integers().between(0, CollectiveId.BUCKET_LIMIT - 1)).as(CollectiveId::new);

    private Messages() {}

    static Arbitrary<Object> all() {
        return Arbitraries.oneOf(
            coordinatorMessages(), workerMessages().map(message -> (Object) message), stateParts(), ringMessages());
    }

    private static Arbitrary<CoordinatorMessage> coordinatorMessages() {
        Arbitrary<Preparation> preparations =
            Combinators.combine(COUNTS, COUNTS, NAMES, COUNTS, NAMES).as(Preparation::new);
        Arbitrary<Timings> timings = Combinators.combine(DURATIONS, DURATIONS,
            Combinators.combine(DURATIONS, DURATIONS, DURATIONS).as(Timings.Exchange::new), DURATIONS).as(Timings::new);
        Arbitrary<Traffic> traffic = Combinators.combine(COUNTS, COUNTS).as(Traffic::new);
        return Arbitraries.oneOf(
            Combinators.combine(RUNS, MEMBERS, PATHS, PATHS, preparations).as((run, member, worker, ring, preparation) ->
                new Prepared(run, member, Examples.ref(worker), Examples.ref(ring), preparation)),
            Combinators.combine(RUNS, GENERATIONS, INCARNATIONS, STEPS).as(Formed::new),
            Combinators.combine(RUNS, GENERATIONS, RANKS, STEPS, LOSSES, Arbitraries.of(true, false), timings, traffic).as(StepDone::new),
            Combinators.combine(RUNS, GENERATIONS, RANKS, EPOCHS, LOSSES, METRICS, NAMES).as(Evaluated::new),
            Combinators.combine(RUNS, GENERATIONS, RANKS, STEPS, RANKS, SENTENCES, Arbitraries.longs().map(Duration::ofNanos))
                .as(Stalled::new),
            Combinators.combine(RUNS, MEMBERS, STEPS, SENTENCES).as(WorkerFailed::new),
            Combinators.combine(RUNS, INCARNATIONS, SENTENCES).as(Leave::new));
    }

    private static Arbitrary<WorkerMessage> workerMessages() {
        Arbitrary<RingMember> places =
            Combinators.combine(MEMBERS, PATHS).as((member, path) -> new RingMember(member, Examples.ref(path)));
        Arbitrary<StateSource> sources = Arbitraries.oneOf(
            Arbitraries.just(new StateSource.Own()), PATHS.map(path -> new StateSource.Peer(Examples.ref(path))));
        return Arbitraries.oneOf(
            Combinators.combine(RUNS, Jobs.all(), PATHS).as((run, job, path) ->
                new WorkerMessage.Prepare(run, job, Examples.ref(path))),
            Combinators.combine(RUNS, GENERATIONS, COUNTS, places.list().ofMinSize(1).ofMaxSize(5), STEPS, sources)
                .as((run, generation, pick, ring, step, source) -> new WorkerMessage.Form(
                    run, generation, new Rank((int) (pick % ring.size())), ring, step, source)),
            Combinators.combine(RUNS, GENERATIONS, work().list().ofMaxSize(20)).as(WorkerMessage.Lease::new),
            Combinators.combine(RUNS, GENERATIONS, Arbitraries.of(StateKind.class), COUNTS, PATHS)
                .as((run, generation, kind, offset, path) ->
                    new WorkerMessage.FetchState(run, generation, kind, offset, Examples.ref(path))),
            Combinators.combine(RUNS, Arbitraries.of(Outcome.class), SENTENCES).as(WorkerMessage.End::new));
    }

    private static Arbitrary<Work> work() {
        Arbitrary<ShardSlice> slices = Combinators.combine(
            Arbitraries.integers().greaterOrEqual(0),
            Arbitraries.longs().between(0, Long.MAX_VALUE - 1000),
            Arbitraries.integers().between(0, 1000)).as((shard, from, samples) -> new ShardSlice(shard, from, from + samples));
        return Arbitraries.oneOf(
            Combinators.combine(STEPS, EPOCHS, Arbitraries.integers().greaterOrEqual(30_000), slices.list().ofMaxSize(30))
                .as(Work.StepPlan::new),
            Combinators.combine(STEPS, EPOCHS, slices.list().ofMaxSize(30)).as(Work.EvaluationPlan::new));
    }

    private static Arbitrary<StatePart> stateParts() {
        return Combinators.combine(
            RUNS, GENERATIONS, Arbitraries.of(StateKind.class), sizes(StatePart.LIMIT_BYTES), COUNTS, COUNTS)
            .as((run, generation, kind, size, one, other) -> {
                long offset = Math.min(Math.min(one, other), Long.MAX_VALUE - size);
                long total = Math.max(Math.max(one, other), offset + size);
                return new StatePart(run, generation, kind, offset, total, Examples.bytes(size));
            });
    }

    private static Arbitrary<RingMessage> ringMessages() {
        return Arbitraries.oneOf(
            Combinators.combine(COLLECTIVES, RANKS, Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.integers().greaterOrEqual(0), sizes(64 << 10)).as((collective, from, hop, index, size) ->
                    new RingMessage.Chunk(collective, from, hop, index, Examples.bytes(size))),
            Combinators.combine(COLLECTIVES, RANKS, Arbitraries.integers().greaterOrEqual(0), Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.longs().greaterOrEqual(0), sizes(64 << 10)).as(RingMessage.PlacedChunk::new),
            Combinators.combine(RUNS, GENERATIONS, RANKS, PATHS, Arbitraries.longs().greaterOrEqual(1)).as(RingMessage.OfferMemory::new),
            Combinators.combine(RUNS, GENERATIONS, RANKS).as(RingMessage.MemoryOpened::new),
            Combinators.combine(COLLECTIVES, RANKS, EPOCHS).as(RingMessage.ChunkAck::new));
    }

    private static Arbitrary<Integer> sizes(int most) {
        return Arbitraries.integers().between(0, most);
    }

    /// Any text that UTF-8 can carry: no surrogate without its other half.
    static Arbitrary<String> texts(int least, int most) {
        Arbitrary<String> ordinary = Arbitraries.strings().ofMinLength(least).ofMaxLength(most)
            .filter(text -> text.codePoints().noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
        return Arbitraries.oneOf(ordinary, Arbitraries.of("x".repeat(most), "\0ü€🧵"));
    }
}
