package io.ringmaster.proto.codec;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import io.ringmaster.proto.CollectiveId;
import io.ringmaster.proto.CoordinatorMessage;
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
import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CodeConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.DataConfig;
import io.ringmaster.proto.config.GradientReduction;
import io.ringmaster.proto.config.ImageConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.ModelConfig;
import io.ringmaster.proto.config.ObjectiveConfig;
import io.ringmaster.proto.config.OptimizerConfig;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import io.ringmaster.proto.config.TrainingConfig;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// One message of every kind, the same for ever, by the name of its golden file.
final class Examples {

    static final RunId RUN = new RunId("digits-20261123-101500");
    static final Generation GENERATION = new Generation(3);
    static final Member MEMBER =
        new Member(incarnation(1), "127.0.0.1:25520", 0, 4711, "cpu");

    private static final ModelConfig MLP = new ModelConfig.Mlp(List.of(784, 256, 10), 0.25);
    private static final Member OTHER =
        new Member(incarnation(2), "worker-host.example:25521", 1, 4712, "cuda:1");
    private static final CollectiveId COLLECTIVE = new CollectiveId(RUN, GENERATION, new Step(1_000_000), 1, 2);

    private Examples() {}

    static Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        coordinatorMessages().forEach(message -> all.put(message.getClass().getSimpleName(), message));
        jobs().forEach((name, job) -> all.put("Prepare-" + name, new WorkerMessage.Prepare(RUN, job, ref("coordinator#11"))));
        all.put("Form-own", form(new StateSource.Own()));
        all.put("Form-peer", form(new StateSource.Peer(ref("worker-1#12"))));
        all.put("Lease", lease());
        for (StateKind kind : StateKind.values()) {
            all.put("FetchState-" + kind, new WorkerMessage.FetchState(RUN, GENERATION, kind, 131_072, ref("worker-0#13")));
            all.put("StatePart-" + kind, new StatePart(RUN, GENERATION, kind, 131_072, 131_079, bytes(7)));
        }
        for (Outcome outcome : Outcome.values()) {
            all.put("End-" + outcome, new WorkerMessage.End(RUN, outcome, "all 470 steps are committed"));
        }
        all.put("Chunk", new RingMessage.Chunk(COLLECTIVE, new Rank(1), 4, 7, bytes(40)));
        all.put("Chunk-empty", new RingMessage.Chunk(COLLECTIVE, new Rank(0), 0, 0, bytes(0)));
        all.put("PlacedChunk", new RingMessage.PlacedChunk(COLLECTIVE, new Rank(1), 4, 7, 3L << 30, 262_144));
        all.put("OfferMemory", new RingMessage.OfferMemory(RUN, GENERATION, new Rank(1), "/proc/4711/fd/42", 5L << 30));
        all.put("MemoryOpened", new RingMessage.MemoryOpened(RUN, GENERATION, new Rank(2)));
        all.put("ChunkAck", new RingMessage.ChunkAck(COLLECTIVE, new Rank(2), 5));
        return all;
    }

    private static List<CoordinatorMessage> coordinatorMessages() {
        return List.of(
            new CoordinatorMessage.Prepared(RUN, MEMBER, ref("worker-0#13"), ref("worker-0/ring#14"),
                new Preparation(10_000, 2_000, "sha256:0a1b", 101_770, "sha256:2c3d")),
            new CoordinatorMessage.Formed(RUN, GENERATION, incarnation(1), Step.INITIAL),
            new CoordinatorMessage.StepDone(RUN, GENERATION, new Rank(1), new Step(470),
                List.of(new ShardLoss(4, 294.53125, 63.5, 64), new ShardLoss(5, 0, 0, 0)), true,
                new Timings(Duration.ofNanos(1), Duration.ofMillis(2),
                    new Timings.Exchange(Duration.ofNanos(3), Duration.ofSeconds(3), Duration.ofMinutes(4)), Duration.ZERO),
                new Traffic(12, 3_145_728)),
            new CoordinatorMessage.Evaluated(RUN, GENERATION, new Rank(0), 2,
                List.of(new ShardLoss(0, 88.5, 2_000, 2_000), new ShardLoss(3, 0, 0, 0)), metrics(), "sha256:4e5f"),
            new CoordinatorMessage.Stalled(RUN, GENERATION, new Rank(0), new Step(9), new Rank(1),
                "bucket 0 lacks chunk 3 of hop 1 – für immer 🧵", Duration.ofSeconds(5)),
            new CoordinatorMessage.WorkerFailed(RUN, OTHER, new Step(8), "t10k-labels-idx1-ubyte.gz is missing"),
            new CoordinatorMessage.Leave(RUN, incarnation(2), "its process was told to stop"),
            new CoordinatorMessage.Stop(RUN, Outcome.STOPPED, "Ctrl-C at the terminal"));
    }

    private static List<MetricReport> metrics() {
        List<MetricReport> all = new ArrayList<>();
        for (MetricReport.Form form : MetricReport.Form.values()) {
            all.add(new MetricReport("of-" + form.name().toLowerCase(Locale.ROOT), form,
                List.of(new MetricReport.Part(0, 1_947, 2_000), new MetricReport.Part(3, 0, 0))));
        }
        return all;
    }

    private static WorkerMessage.Form form(StateSource source) {
        return new WorkerMessage.Form(RUN, GENERATION, new Rank(1),
            List.of(new RingMember(MEMBER, ref("worker-0/ring#14")), new RingMember(OTHER, ref("worker-1/ring#15"))),
            new Step(41), source);
    }

    private static WorkerMessage.Lease lease() {
        return new WorkerMessage.Lease(RUN, GENERATION, List.of(
            new Work.StepPlan(new Step(42), 1, 256, List.of(new ShardSlice(0, 0, 64), new ShardSlice(3, 192, 256))),
            new Work.StepPlan(new Step(43), 1, 256, List.of()),
            new Work.EvaluationPlan(new Step(43), 1, List.of(new ShardSlice(3, 500, 1_000)))));
    }

    private static Map<String, JobConfig> jobs() {
        OptimizerConfig sgd = new OptimizerConfig.Sgd(0.1, 0.9, 0.0001);
        Map<String, JobConfig> jobs = new LinkedHashMap<>();
        data().forEach((name, data) -> jobs.put(name, job(MLP, data, sgd, ScheduleConfig.CONSTANT)));
        DataConfig digits = new DataConfig.Digits(10_000, 2_000);
        optimizers().forEach((name, optimizer) -> jobs.put(name, job(MLP, digits, optimizer, ScheduleConfig.CONSTANT)));
        schedules().forEach((name, schedule) -> jobs.put(name, job(MLP, digits, sgd, schedule)));
        models().forEach((name, model) -> jobs.put(name, job(model, digits, sgd, ScheduleConfig.CONSTANT)));
        jobs.put("of-job", ofClass(job(MLP, digits, sgd, ScheduleConfig.CONSTANT)));
        objectives().forEach((name, objective) -> jobs.put(name, with(job(MLP, digits, sgd, ScheduleConfig.CONSTANT), objective)));
        return jobs;
    }

    private static Map<String, ObjectiveConfig> objectives() {
        Map<String, ObjectiveConfig> objectives = new LinkedHashMap<>();
        objectives.put("cross-entropy", new ObjectiveConfig(
            new LossConfig.CrossEntropy(0.125, List.of(-100)), List.of(ObjectiveConfig.Metric.values())));
        objectives.put("mse", new ObjectiveConfig(new LossConfig.SquaredError(), List.of()));
        objectives.put("l1", new ObjectiveConfig(new LossConfig.AbsoluteError(), List.of()));
        objectives.put("huber", new ObjectiveConfig(new LossConfig.Huber(0.5), List.of()));
        objectives.put("bce-with-logits", new ObjectiveConfig(new LossConfig.BinaryCrossEntropy(), List.of()));
        return objectives;
    }

    private static JobConfig with(JobConfig job, ObjectiveConfig objective) {
        return new JobConfig(job.name(), job.seed(), job.code(), job.model(), job.data(), objective, job.training(), job.optimizer(),
            job.schedule(), job.cluster(), job.collective());
    }

    private static JobConfig job(ModelConfig model, DataConfig data, OptimizerConfig optimizer, ScheduleConfig schedule) {
        return new JobConfig(
            "digits",
            -42,
            model,
            data,
            new TrainingConfig(3, 128, 16, data instanceof DataConfig.Idx ? GradientReduction.FLOAT32 : GradientReduction.EXACT, 1.5, 0.25),
            optimizer,
            schedule,
            new ClusterConfig(2, 2, Duration.ofSeconds(60), Duration.ofMinutes(5), Duration.ofSeconds(30), 8),
            new CollectiveConfig(262_144, 8, 4_194_304, Duration.ofMillis(7_500)));
    }

    private static JobConfig ofClass(JobConfig job) {
        return new JobConfig(job.name(), job.seed(), new CodeConfig("com.example.MyJob", "0a1b".repeat(16)), new ModelConfig.OfJob(),
            new DataConfig.OfJob("/data", 0, 600), job.objective(), job.training(), job.optimizer(), job.schedule(), job.cluster(), job.collective());
    }

    private static Map<String, OptimizerConfig> optimizers() {
        OptimizerConfig.WeightDecay decay = new OptimizerConfig.WeightDecay(0.01, OptimizerConfig.Decayed.MATRICES);
        OptimizerConfig.Betas betas = new OptimizerConfig.Betas(0.9, 0.95);
        return Map.of(
            "sgd", new OptimizerConfig.Sgd(0.1, 0.9, 0, true, decay),
            "adam", new OptimizerConfig.Adam(0.001, betas, 1e-8, decay, false, true),
            "adamw", new OptimizerConfig.Adam(0.001, betas, 1e-8, decay, true, false),
            "rmsprop", new OptimizerConfig.RmsProp(0.01, 0.99, 1e-6, 0.5, true, decay),
            "adagrad", new OptimizerConfig.Adagrad(0.01, 0.001, 0.1, 1e-10, decay),
            "lamb", new OptimizerConfig.Lamb(0.002, betas, 1e-6, true, decay));
    }

    private static Map<String, ScheduleConfig> schedules() {
        return Map.ofEntries(
            Map.entry("stairs", epochs(new Curve.Stairs(30, 0.1))),
            Map.entry("multi-step", epochs(new Curve.MultiStep(List.of(30, 60), 0.1))),
            Map.entry("exponential", epochs(new Curve.Exponential(0.95))),
            Map.entry("cosine", new ScheduleConfig(ScheduleConfig.Per.STEP, 500, new Curve.Cosine(0, 1e-5))),
            Map.entry("cosine-restarts", epochs(new Curve.CosineRestarts(10, 2, 1e-5))),
            Map.entry("linear", epochs(new Curve.Linear(100, 1, 0.125))),
            Map.entry("polynomial", epochs(new Curve.Polynomial(90, 2))),
            Map.entry("one-cycle-COSINE", epochs(new Curve.OneCycle(0, 0.3, 25, 10_000, ScheduleConfig.Anneal.COSINE))),
            Map.entry("one-cycle-LINEAR", epochs(new Curve.OneCycle(90, 0.25, 10, 100, ScheduleConfig.Anneal.LINEAR))),
            Map.entry("reduce-on-plateau-MIN", new ScheduleConfig(ScheduleConfig.Per.EPOCH, 5, new Curve.ReduceOnPlateau(
                new Watch("loss", Mode.MIN, 1e-4, ThresholdMode.RELATIVE), 0.1, 10, 0, 0))),
            Map.entry("reduce-on-plateau-MAX", epochs(new Curve.ReduceOnPlateau(
                new Watch("accuracy", Mode.MAX, 0.0625, ThresholdMode.ABSOLUTE), 0.5, 3, 2, 1e-6))));
    }

    private static ScheduleConfig epochs(Curve curve) {
        return new ScheduleConfig(ScheduleConfig.Per.EPOCH, 0, curve);
    }

    /// Every kind of model but the first, with every choice that it has.
    private static Map<String, ModelConfig> models() {
        Map<String, ModelConfig> models = new LinkedHashMap<>();
        models.put("lenet", new ModelConfig.Lenet(10));
        for (ModelConfig.ResnetVariant variant : ModelConfig.ResnetVariant.values()) {
            models.put("resnet-" + variant, new ModelConfig.Resnet(variant, 1_000));
        }
        models.put("gpt", new ModelConfig.Gpt(12, 6, 768, 1_024, 50_257, 0.125));
        return models;
    }

    /// Every kind of data, with every choice that it has.
    private static Map<String, DataConfig> data() {
        ImageConfig grey = new ImageConfig(List.of(0.5), List.of(0.25), 0, false);
        ImageConfig colour = new ImageConfig(List.of(0.5, 0.25, 0.125), List.of(0.25, 0.5, 1.0), 4, true);
        Map<String, DataConfig> data = new LinkedHashMap<>();
        data.put("digits", new DataConfig.Digits(10_000, 2_000));
        data.put("idx", new DataConfig.Idx("/data/mnist", DataConfig.Download.NONE, "train-images.gz", "train-labels.gz",
            "", "", grey, 8_500, 1_500));
        for (DataConfig.Download download : List.of(DataConfig.Download.MNIST, DataConfig.Download.FASHION_MNIST)) {
            data.put("idx-" + download, new DataConfig.Idx("/data", download, "a", "b", "c", "d", grey, 60_000, 10_000));
        }
        data.put("cifar10", new DataConfig.Cifar10("/data/cifar", DataConfig.Download.CIFAR10, colour, 50_000, 10_000));
        for (DataConfig.Fit fit : DataConfig.Fit.values()) {
            data.put("image-folder-" + fit, new DataConfig.ImageFolder(
                "/data/pets", "train", "eval", new DataConfig.ImageSize(3, 224, 192, fit), colour, 7_000, 300));
        }
        data.put("csv", new DataConfig.Csv(
            "/data", "iris.csv", "", "species", List.of("petal length", "petal width"), ";", true, 150, 30));
        for (DataConfig.Tokens tokens : DataConfig.Tokens.values()) {
            data.put("text-" + tokens, new DataConfig.Text("/data", "input.txt", "eval.txt", tokens, 256, 128, 4_000, 350));
        }
        return data;
    }

    static Incarnation incarnation(int number) {
        return new Incarnation(new UUID(0x0123456789abcdefL, number));
    }

    static <T> ActorRef<T> ref(String name) {
        return ActorRefResolver.get(TestSystems.shared()).resolveActorRef("akka://ringmaster@10.1.2.3:25520/user/" + name);
    }

    static MemorySegment bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 37);
        }
        return MemorySegment.ofArray(bytes);
    }
}
