package io.ringmaster.tensor.data.download;

import io.ringmaster.tensor.data.DataException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A data set that lies somewhere on the network, such as those that everybody trains on.
///
/// @param files    that it is made of
/// @param unpacked what is taken out of them, where they are `.tar.gz` archives; none where they are used as they come
public record RemoteData(List<RemoteFile> files, Set<String> unpacked) {

    private static final Duration SILENCE = Duration.ofSeconds(30);

    /// Handwritten digits: [io.ringmaster.tensor.data.IdxImages] reads them.
    public static final RemoteData MNIST = of(
        List.of("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"),
        Map.of(
            "train-images-idx3-ubyte.gz",
            new Content("440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", 9_912_422),
            "train-labels-idx1-ubyte.gz",
            new Content("3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", 28_881),
            "t10k-images-idx3-ubyte.gz",
            new Content("8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", 1_648_877),
            "t10k-labels-idx1-ubyte.gz",
            new Content("f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", 4_542)),
        Set.of());

    /// Clothes, in MNIST's form: [io.ringmaster.tensor.data.IdxImages] reads them.
    public static final RemoteData FASHION_MNIST = of(
        List.of("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
        Map.of(
            "train-images-idx3-ubyte.gz",
            new Content("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84", 26_421_880),
            "train-labels-idx1-ubyte.gz",
            new Content("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845", 29_515),
            "t10k-images-idx3-ubyte.gz",
            new Content("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073", 4_422_102),
            "t10k-labels-idx1-ubyte.gz",
            new Content("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5", 5_148)),
        Set.of());

    /// Small colour images of ten classes: [io.ringmaster.tensor.data.CifarImages] reads them.
    public static final RemoteData CIFAR10 = of(
        List.of("https://www.cs.toronto.edu/~kriz/"),
        Map.of("cifar-10-binary.tar.gz",
            new Content("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd", 170_052_171)),
        Set.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin",
            "test_batch.bin"));

    /// The same of a hundred classes.
    public static final RemoteData CIFAR100 = of(
        List.of("https://www.cs.toronto.edu/~kriz/"),
        Map.of("cifar-100-binary.tar.gz",
            new Content("58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec", 168_513_733)),
        Set.of("train.bin", "test.bin", "fine_label_names.txt"));

    private record Content(String sha256, long bytes) {}

    public RemoteData {
        files = List.copyOf(files);
        unpacked = Set.copyOf(unpacked);
    }

    private static RemoteData of(List<String> mirrors, Map<String, Content> contents, Set<String> unpacked) {
        return new RemoteData(contents.entrySet().stream().sorted(Map.Entry.comparingByKey()).map(each -> new RemoteFile(
            each.getKey(), mirrors.stream().map(mirror -> URI.create(mirror + each.getKey())).toList(),
            each.getValue().sha256(), each.getValue().bytes())).toList(), unpacked);
    }

    /// Fetches into the folder what it lacks. A file that is there, plain or as `.gz`, stays as it is.
    ///
    /// Throws [DataException] that says what each mirror did and where to put the file by hand.
    public void fetch(Path folder) {
        if (!unpacked.isEmpty() && unpacked.stream().allMatch(name -> Files.exists(folder.resolve(name)))) {
            return;
        }
        try (Download download = Download.open(SILENCE)) {
            for (RemoteFile file : files) {
                if (!unpacked.isEmpty()) {
                    TarGz.extract(download.fetch(file, folder), folder, unpacked);
                } else if (!Files.exists(folder.resolve(file.name().replaceFirst("\\.gz$", "")))) {
                    download.fetch(file, folder);
                }
            }
        }
    }
}
