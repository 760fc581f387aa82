package io.ringmaster.cli.job;

import static io.ringmaster.proto.config.GradientReduction.EXACT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringmaster.proto.config.ClusterConfig;
import io.ringmaster.proto.config.CollectiveConfig;
import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.DataConfig.Cifar10;
import io.ringmaster.proto.config.DataConfig.Csv;
import io.ringmaster.proto.config.DataConfig.Digits;
import io.ringmaster.proto.config.DataConfig.Download;
import io.ringmaster.proto.config.DataConfig.Fit;
import io.ringmaster.proto.config.DataConfig.Idx;
import io.ringmaster.proto.config.DataConfig.ImageFolder;
import io.ringmaster.proto.config.DataConfig.ImageSize;
import io.ringmaster.proto.config.DataConfig.Text;
import io.ringmaster.proto.config.DataConfig.Tokens;
import io.ringmaster.proto.config.ImageConfig;
import io.ringmaster.proto.config.JobConfig;
import io.ringmaster.proto.config.LossConfig;
import io.ringmaster.proto.config.ModelConfig.Gpt;
import io.ringmaster.proto.config.ModelConfig.Lenet;
import io.ringmaster.proto.config.ModelConfig.Mlp;
import io.ringmaster.proto.config.ModelConfig.Resnet;
import io.ringmaster.proto.config.ModelConfig.ResnetVariant;
import io.ringmaster.proto.config.ObjectiveConfig;
import io.ringmaster.proto.config.OptimizerConfig.Adam;
import io.ringmaster.proto.config.OptimizerConfig.Betas;
import io.ringmaster.proto.config.OptimizerConfig.Decayed;
import io.ringmaster.proto.config.OptimizerConfig.Sgd;
import io.ringmaster.proto.config.OptimizerConfig.WeightDecay;
import io.ringmaster.proto.config.ScheduleConfig;
import io.ringmaster.proto.config.ScheduleConfig.Curve;
import io.ringmaster.proto.config.ScheduleConfig.Mode;
import io.ringmaster.proto.config.ScheduleConfig.Per;
import io.ringmaster.proto.config.ScheduleConfig.ThresholdMode;
import io.ringmaster.proto.config.ScheduleConfig.Watch;
import io.ringmaster.proto.config.TrainingConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "training.epoch = 5 | j.conf:1: training.epoch is 5, but there is no such key; "
            + "did you mean training.epochs?",
        "learning-rate = 0.1 | j.conf:1: learning-rate is 0.1, but there is no such key; "
            + "did you mean optimizer.learning-rate?",
        "optimizer.lr = 0.1 | j.conf:1: optimizer.lr is 0.1, but there is no such key; "
            + "did you mean optimizer.learning-rate?",
        "modle { layers = [784, 10] } | j.conf:1: modle.layers is [784,10], but there is no such key; "
            + "did you mean model.layers?",
        "a.b.c.d.e = 1 | j.conf:1: a.b.c is {\"d\":{\"e\":1}}, but there is no such key; did you mean code.job?",
        "training.epochs = five | j.conf:1: training.epochs is \"five\"; it must be a whole number up to 2147483647",
        "training.epochs = 1.5 | j.conf:1: training.epochs is 1.5; it must be a whole number up to 2147483647",
        "training.epochs = 3000000000 | j.conf:1: training.epochs is 3000000000; "
            + "it must be a whole number up to 2147483647",
        "training.epochs = null | j.conf:1: training.epochs is null; it must be a whole number up to 2147483647",
        "training.epochs { a = 1 } | j.conf:1: training.epochs is {\"a\":1}; "
            + "it must be a whole number up to 2147483647",
        "seed = abc | j.conf:1: seed is \"abc\"; it must be a whole number, such as 42",
        "name = [1] | j.conf:1: name is [1]; it must be text",
        "model.layers = 784 | j.conf:1: model.layers is 784; it must be a list of whole numbers, such as [784, 10]",
        "model.layers = [784, ten] | j.conf:1: model.layers is [784,\"ten\"]; "
            + "it must be a list of whole numbers, such as [784, 10]",
        "optimizer.momentum = high | j.conf:1: optimizer.momentum is \"high\"; it must be a number, such as 0.05",
        "cluster.step-timeout = 10 | j.conf:1: cluster.step-timeout is 10; "
            + "it must be a duration with its unit, such as \"10 s\"",
        "cluster.step-timeout = 10 lightyears | j.conf:1: cluster.step-timeout is \"10 lightyears\"; "
            + "it must be a duration with its unit, such as \"10 s\"",
        "collective.chunk-bytes = 3 GiB | j.conf:1: collective.chunk-bytes is \"3 GiB\"; "
            + "it must be a size below 2 GiB, such as \"256 KiB\"",
        "data.kind = digit | j.conf:1: data.kind is \"digit\"; "
            + "it must be digits, idx, cifar10, image-folder, csv, text or job",
        "optimizer.kind = adm | j.conf:1: optimizer.kind is \"adm\"; "
            + "it must be sgd, adam, adamw, rmsprop, adagrad or lamb",
        "optimizer.beta1 = 0.9 | j.conf:1: optimizer.beta1 is 0.9, but optimizer.kind is sgd and only adam, adamw or lamb "
            + "have that key; remove it, or set optimizer.kind = adam, adamw or lamb",
        "optimizer { kind = adamw, beta2 = 1 } | j.conf:1: optimizer.beta2 is 1.0; it must be 0.0 or more and below 1.0",
        "optimizer.weigth-decay = 0.1 | j.conf:1: optimizer.weigth-decay is 0.1, but there is no such key; "
            + "did you mean optimizer.weight-decay?",
        "schedule.warmup = 5 | j.conf:1: schedule.warmup is 5, but there is no such key; did you mean schedule.warm-up?",
        "schedule.kind = step | schedule.every is not set but schedule.kind = step needs it; "
            + "it must be a whole number up to 2147483647: use --set schedule.every=VALUE",
        "schedule { kind = one-cycle, warm-up = 5 } | j.conf:1: schedule.warm-up is 5 but schedule.kind is one-cycle, "
            + "which rises by itself; use 0",
        "schedule { kind = reduce-on-plateau, per = step } | j.conf:1: schedule.per is step but schedule.kind is "
            + "reduce-on-plateau, which counts evaluations, one an epoch; use epoch",
        "schedule { kind = reduce-on-plateau, watch = loss, mode = max } | j.conf:1: schedule.mode is max but schedule.watch "
            + "is loss, which is the better the smaller it is; use min",
        "schedule { kind = reduce-on-plateau, threshold-mode = rel } | j.conf:1: schedule.threshold-mode is \"rel\"; "
            + "it must be relative or absolute",
        "schedule.patience = 3 | j.conf:1: schedule.patience is 3, but schedule.kind is constant and only reduce-on-plateau "
            + "has that key; remove it, or set schedule.kind = reduce-on-plateau",
        "training.clip-norm = -1 | j.conf:1: training.clip-norm is -1.0; it must be a finite number of 0 or more",
        "training.reductoin = exact | j.conf:1: training.reductoin is \"exact\", but there is no such key; "
            + "did you mean training.reduction?",
        "training.reduction = exakt | j.conf:1: training.reduction is \"exakt\"; it must be exact or float32",
        "training.shards = 5000 | j.conf:1: training.shards is 5000; it must be 1 to 4096",
        "training = 5 | j.conf:1: training is 5, but it is a section; set a key in it, such as training.epochs",
        "training.batch = 0 | j.conf:1: training.batch is 0; it must be 1 or more",
        "cluster.nodes = 0 | j.conf:1: cluster.nodes is 0; it must be 1 to 1024",
        "cluster.step-timeout = -5 s | j.conf:1: cluster.step-timeout is -5 s; it must be 1 ms to 86400 s",
        "cluster.workers-per-node = 13 | training.shards is 4 but 13 workers would share them, "
            + "so some would always idle; use at least 13",
        "data.directory = d | j.conf:1: data.directory is \"d\", but data.kind is digits and only cifar10, csv, idx, "
            + "image-folder, job or text have that key; remove it, or set data.kind = cifar10, csv, idx, image-folder, job or text",
        "data.kind = csv, data.images = i | j.conf:1: data.images is \"i\", but data.kind is csv and only idx has that key; "
            + "remove it, or set data.kind = idx",
        "data { kind = text, directory = d, file = f, train-samples = 200, eval-samples = 5, context = 0 } | "
            + "j.conf:1: data.context is 0; it must be 1 to 1048576",
        "data.horizontal-flip = 1 | j.conf:1: data.horizontal-flip is 1; it must be true or false",
        "data.mean = [x] | j.conf:1: data.mean is [\"x\"]; it must be a list of numbers, such as [0.1307]",
        "data.features = a | j.conf:1: data.features is \"a\"; it must be a list of texts, such as [a, b]",
        "data.fit = cut | j.conf:1: data.fit is \"cut\"; it must be crop or stretch",
        "data.tokens = bpe | j.conf:1: data.tokens is \"bpe\"; it must be characters, gpt2 or cl100k",
        "data.download = imagenet | j.conf:1: data.download is \"imagenet\"; "
            + "it must be none, mnist, fashion-mnist or cifar10",
        "data.contxt = 5 | j.conf:1: data.contxt is 5, but there is no such key; did you mean data.context?",
        "data.flip = true | j.conf:1: data.flip is true, but there is no such key; did you mean data.horizontal-flip?",
        "data.kind = idx | data.directory is not set but data.kind = idx needs it; name the folder that holds the data files with --data DIR",
        "name = a/b | j.conf:1: name is \"a/b\"; it must be 1 to 64 letters, digits, \"-\", \"_\" or \".\" "
            + "and not begin with \".\"",
        "include \"x.conf\" | j.conf: it includes \"x.conf\"; job files include no others, so copy its keys here",
        "include url(\"http://localhost/x\") | j.conf: it includes \"http://localhost/x\"; "
            + "job files include no others, so copy its keys here",
        "include file(\"/etc/passwd\") | j.conf: it includes \"/etc/passwd\"; "
            + "job files include no others, so copy its keys here",
        "include classpath(\"jobs/digits.conf\") | j.conf: it includes \"jobs/digits.conf\"; "
            + "job files include no others, so copy its keys here",
        "include required(file(\"x\")) | j.conf: it includes \"x\"; "
            + "job files include no others, so copy its keys here",
        "name = ${HOME} | j.conf:1: a substitution (${...}) was found; "
            + "job files hold plain values only, so write the value",
        "name = ${?user.home} | j.conf:1: a substitution (${...}) was found; "
            + "job files hold plain values only, so write the value",
    })
    void aFaultIsOneLineThatNamesOriginKeyValueRuleAndRemedy(String text, String message) {
        assertThat(refusal(text)).hasMessage(message);
    }

    @Test
    void theLineNamedIsTheFaultsOwn() {
        assertThat(refusal("training {\n  batch = 60\n  shrads = 4\n}"))
            .hasMessage("j.conf:3: training.shrads is 4, but there is no such key; did you mean training.shards?");
        assertThat(refusal("seed = 1\n\ntraining.batch = -1"))
            .hasMessage("j.conf:3: training.batch is -1; it must be 1 or more");
    }

    @Test
    void theLineOfASubstitutionIsItsOwn() {
        String message = ": a substitution (${...}) was found; job files hold plain values only, so write the value";

        assertThat(refusal("# ${a}\nname = \"${b}\"\n\nmodel.layers = [784, ${c}]")).hasMessage("j.conf:4" + message);
        assertThat(refusal("name = a\ntraining { batch = 1 }\ntraining = ${d}").getMessage()).endsWith(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"training {", "a = [1", "=", "\"", "a = \u0000 }", "{]"})
    void textThatIsNotHoconIsRefusedInOneLine(String text) {
        assertThat(refusal(text).getMessage()).startsWith("j.conf:").contains("not valid HOCON: ").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a:", "a."})
    void textNestedTooDeepIsRefused(String opening) {
        assertThat(refusal("a = " + opening.repeat(200_000)).getMessage()).startsWith("j.conf").hasSizeLessThan(300);
    }

    @Test
    void hugeValuesAreShortenedInErrors() {
        assertThat(refusal("seed = " + "x".repeat(100_000)).getMessage()).hasSizeLessThan(200);
        assertThat(refusal("x".repeat(100_000) + " = 1").getMessage()).hasSizeLessThan(200);
    }

    @Test
    void anEmptyFileIsTheDefaultJobNamedLikeIt() {
        assertThat(parse("")).isEqualTo(new JobConfig("j", 42,
            new Mlp(List.of(784, 256, 10), 0), new Digits(12_000, 2_000), new TrainingConfig(5, 120, 4, EXACT),
            new Sgd(0.05, 0.9, 0), ScheduleConfig.CONSTANT,
            new ClusterConfig(1, 2, Duration.ofSeconds(60), Duration.ofSeconds(120), Duration.ofSeconds(60), 16),
            new CollectiveConfig(256 << 10, 8, 4 << 20, Duration.ofSeconds(10))));
    }

    @Test
    void optimizerAndScheduleHaveTheirKindsDefaults() {
        JobConfig job = parse("optimizer { kind = adamw, decayed = matrices }\nschedule { kind = cosine, warm-up = 10 }\n"
            + "training.clip-norm = 1");

        assertThat(job.optimizer()).isEqualTo(new Adam(0.001, new Betas(0.9, 0.999), 1e-8,
            new WeightDecay(0.01, Decayed.MATRICES), true, false));
        assertThat(job.schedule()).isEqualTo(new ScheduleConfig(Per.STEP, 10, new Curve.Cosine(0, 0)));
        assertThat(job.training()).isEqualTo(new TrainingConfig(5, 120, 4, EXACT, 1, 0));
    }

    @Test
    void aPlateauHasPyTorchsDefaultsAndCountsEpochs() {
        assertThat(parse("schedule { kind = reduce-on-plateau, warm-up = 2 }").schedule()).isEqualTo(new ScheduleConfig(Per.EPOCH, 2,
            new Curve.ReduceOnPlateau(new Watch("loss", Mode.MIN, 1e-4, ThresholdMode.RELATIVE), 0.1, 10, 0, 0)));
        assertThat(parse("schedule { kind = reduce-on-plateau, per = epoch, watch = accuracy, mode = max, threshold = 0.01, "
            + "threshold-mode = absolute, factor = 0.5, patience = 3, cooldown = 2, least-rate = 0.001 }").schedule())
            .isEqualTo(new ScheduleConfig(Per.EPOCH, 0, new Curve.ReduceOnPlateau(
                new Watch("accuracy", Mode.MAX, 0.01, ThresholdMode.ABSOLUTE), 0.5, 3, 2, 0.001)));
    }

    @Test
    void builtInJobsParse() {
        assertThat(JobParser.parse(JobFile.find("digits"), List.of()).data()).isEqualTo(new Digits(12_000, 2_000));
        JobConfig mnist = JobParser.parse(JobFile.find("mnist"), List.of(Setting.of("--data", "data.directory", "d")));
        assertThat(mnist.name()).isEqualTo("mnist");
        assertThat(mnist.data()).isEqualTo(
            new Idx("d", Download.NONE, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "", "",
                new ImageConfig(List.of(0.1307), List.of(0.3081), 0, false), 8_500, 1_500));
    }

    @Test
    void builtInJobsFitTheirModels() {
        JobConfig fashion = builtIn("fashion-mnist");
        assertThat(fashion.model()).isEqualTo(new Lenet(10));
        assertThat(fashion.data()).isInstanceOfSatisfying(Idx.class,
            idx -> assertThat(idx.download()).isEqualTo(Download.FASHION_MNIST));
        JobConfig cifar10 = builtIn("cifar10");
        assertThat(cifar10.model()).isEqualTo(new Resnet(ResnetVariant.RESNET18_D2L, 10));
        assertThat(cifar10.data()).isInstanceOfSatisfying(Cifar10.class,
            images -> assertThat(images.download()).isEqualTo(Download.CIFAR10));
        JobConfig text = builtIn("char-gpt");
        assertThat(text.model()).isEqualTo(new Gpt(4, 4, 128, 128, 0, 0));
        assertThat(text.data()).isEqualTo(new Text("d", "input.txt", "", Tokens.CHARACTERS, 128, 128, 7_840, 870));
    }

    @Test
    void lossesAndMetricsHaveTheirKeys() {
        assertThat(parse("").objective()).isEqualTo(ObjectiveConfig.USUAL);
        assertThat(parse("loss { label-smoothing = 0.1, ignore-index = [-100] }\nmetrics = [accuracy, top5-accuracy]").objective())
            .isEqualTo(new ObjectiveConfig(new LossConfig.CrossEntropy(0.1, List.of(-100)),
                List.of(ObjectiveConfig.Metric.ACCURACY, ObjectiveConfig.Metric.TOP5_ACCURACY)));
        assertThat(parse("loss { kind = huber, delta = 0.5 }").objective().loss()).isEqualTo(new LossConfig.Huber(0.5));
        assertThat(refusal("loss { kind = mse, label-smoothing = 0.1 }").getMessage()).contains("only cross-entropy has that key");
        assertThat(refusal("loss.ignore-index = [1, 2]").getMessage()).contains("at most one label is ignored");
        assertThat(refusal("metrics = [acuracy]").getMessage()).contains("accuracy, top5-accuracy, perplexity, rmse or mae");
        assertThat(refusal("metrics = [rmse, rmse]").getMessage()).contains("name each once");
    }

    /// What PyTorch's peer trains too.
    @Test
    void benchmarksTrainTheNetsThatTheyAreComparedIn() {
        JobConfig mlp = JobParser.parse(JobFile.bench("mlp"), List.of());
        assertThat(mlp.model()).isEqualTo(new Mlp(List.of(784, 256, 10), 0));
        assertThat(mlp.training().batch()).isEqualTo(256);
        JobConfig lenet = JobParser.parse(JobFile.bench("lenet"), List.of());
        assertThat(lenet.model()).isEqualTo(new Lenet(10));
        assertThat(lenet.training().batch()).isEqualTo(256);
        JobConfig resnet = JobParser.parse(JobFile.bench("resnet18"), List.of());
        assertThat(resnet.model()).isEqualTo(new Resnet(ResnetVariant.RESNET18_D2L, 10));
        assertThat(resnet.training().batch()).isEqualTo(128);
        JobConfig gpt = JobParser.parse(JobFile.bench("gpt"), List.of(Setting.of("--net", "data.directory", "d")));
        assertThat(gpt.model()).isEqualTo(new Gpt(4, 4, 128, 128, 0, 0));
        assertThat(gpt.training().batch()).isEqualTo(16);
        assertThat(gpt.optimizer()).isInstanceOfSatisfying(Adam.class, adam -> assertThat(adam.decoupled()).isTrue());
        assertThat(List.of(mlp, lenet, resnet, gpt)).extracting(JobConfig::training).extracting(TrainingConfig::shards)
            .as("what a job has that doesn't say").containsOnly(parse("").training().shards());
    }

    private static JobConfig builtIn(String name) {
        return JobParser.parse(JobFile.find(name), List.of(Setting.of("--data", "data.directory", "d")));
    }

    @Test
    void everyKindOfModelHasItsKeysAndDefaults() {
        assertThat(parse("model.kind = lenet").model()).isEqualTo(new Lenet(10));
        assertThat(parse("model { kind = resnet18-d2l, classes = 5 }").model()).isEqualTo(new Resnet(ResnetVariant.RESNET18_D2L, 5));
        assertThat(parse("model.kind = resnet18").model()).isEqualTo(new Resnet(ResnetVariant.RESNET18, 1000));
        assertThat(parse("model.kind = resnet50").model()).isEqualTo(new Resnet(ResnetVariant.RESNET50, 1000));
        assertThat(parse("model { kind = gpt, heads = 8, vocabulary = 65, dropout = 0.1 }").model())
            .isEqualTo(new Gpt(4, 8, 128, 128, 65, 0.1));
        assertThat(refusal("model { kind = lenet, layers = [1, 2] }").getMessage()).contains("model.layers");
    }

    @Test
    void everyKindOfDataHasItsKeysAndDefaults() {
        ImageConfig cifar = new ImageConfig(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616), 4, true);
        assertThat(parse("data { kind = cifar10, directory = d, download = cifar10, crop-padding = 4, horizontal-flip = true }").data())
            .isEqualTo(new Cifar10("d", Download.CIFAR10, cifar, 50_000, 10_000));
        assertThat(parse("data { kind = image-folder, directory = d, height = 64, width = 48, train-samples = 900, eval-samples = 90 }")
            .data()).isEqualTo(new ImageFolder("d", "train", "", new ImageSize(3, 64, 48, Fit.CROP),
                new ImageConfig(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225), 0, false), 900, 90));
        assertThat(parse("data { kind = csv, directory = d, file = f.csv, target = y, train-samples = 120, eval-samples = 30 }").data())
            .isEqualTo(new Csv("d", "f.csv", "", "y", List.of(), ",", true, 120, 30));
        assertThat(parse("data { kind = text, directory = d, file = f, context = 64, train-samples = 120, eval-samples = 30 }").data())
            .isEqualTo(new Text("d", "f", "", Tokens.CHARACTERS, 64, 64, 120, 30));
    }

    @Test
    void mnistWithoutItsFolderSaysHowToGiveIt() {
        assertThat(catchThrowableOfType(ConfigException.class,
            () -> JobParser.parse(JobFile.find("mnist"), List.of())))
            .hasMessage("data.directory is not set but data.kind = idx needs it; name the folder that holds the data files with --data DIR");
    }

    @Test
    void laterSettingsWinOverEarlierOnesAndTheFile() {
        JobConfig job = parse("training.batch = 60\nseed = 1",
            Setting.parse("training.batch=80"), Setting.of("--batch", "training.batch", 100));

        assertThat(job.training().batch()).isEqualTo(100);
        assertThat(job.seed()).isEqualTo(1);
        assertThat(parse("", Setting.of("--batch", "training.batch", 100), Setting.parse("training.batch=80"))
            .training().batch()).isEqualTo(80);
    }

    @Test
    void settingsMayHoldListsUnitsAndWholeSections() {
        JobConfig job = parse("", Setting.parse("model.layers=[784, 32, 10]"),
            Setting.parse("cluster.step-timeout = 90 s"), Setting.parse("training={batch=24,shards=6}"));

        assertThat(job.model()).isEqualTo(new Mlp(List.of(784, 32, 10), 0));
        assertThat(job.cluster().stepTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(job.training()).isEqualTo(new TrainingConfig(5, 24, 6, EXACT));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "training.epoch=5 | --set training.epoch=5: training.epoch is 5, but there is no such key; "
            + "did you mean training.epochs?",
        "training.epochs=x | --set training.epochs=x: training.epochs is \"x\"; "
            + "it must be a whole number up to 2147483647",
        "cluster.nodes=0 | --set cluster.nodes=0: cluster.nodes is 0; it must be 1 to 1024",
        "epochs | --set epochs: it must be KEY=VALUE, such as --set training.epochs=3",
        "=5 | --set =5: it must be KEY=VALUE, such as --set training.epochs=3",
        "name= | --set name=: the value is missing; empty text is written as name='\"\"'",
        "seed=1,name=b | --set seed=1,name=b: it must be one value; give each its own --set",
        "seed=${HOME} | --set seed=${HOME}:1: a substitution (${...}) was found; "
            + "job files hold plain values only, so write the value",
    })
    void settingsAreHeldToTheSameRules(String assignment, String message) {
        assertThat(catchThrowableOfType(ConfigException.class, () -> parse("", Setting.parse(assignment))))
            .hasMessage(message);
    }

    @Test
    void optionsAreBlamedByTheirName() {
        assertThat(catchThrowableOfType(ConfigException.class,
            () -> parse("", Setting.of("--workers-per-node", "cluster.workers-per-node", 0))))
            .hasMessage("--workers-per-node: cluster.workers-per-node is 0; it must be 1 to 256");
    }

    @Test
    void everyKeyHasADefaultAndAMeaning() {
        for (Key<?> key : Keys.ALL) {
            List<String> kinds = key.kinds().isEmpty() ? List.of("") : key.kinds().stream().map(Type::word).toList();
            for (String kind : kinds) {
                assertThat(Defaults.comment(key, kind)).as(key.path()).isNotEmpty();
                Defaults.value(key, kind).ifPresent(value ->
                    assertThat(key.type().read().apply(value).isPresent()).as(key.path()).isTrue());
            }
        }
    }

    private static ConfigException refusal(String text) {
        return catchThrowableOfType(ConfigException.class, () -> parse(text));
    }

    private static JobConfig parse(String text, Setting... settings) {
        return JobParser.parse(new JobFile("j", "j.conf", text), List.of(settings));
    }
}
