package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// CIFAR-10 and CIFAR-100 in their binary form: small colour images, each after its label.
///
/// Shapes: features [3, 32, 32], targets []. Throws [DataException] where the folder or a file is not as it should be.
/// Source: Krizhevsky, "The CIFAR-10 and CIFAR-100 datasets", Binary version.
public final class CifarImages {

    private static final int SIDE = 32;
    private static final int IMAGE_BYTES = 3 * SIDE * SIDE;
    private static final int MOST_IMAGES = 60_000;
    private static final List<String> CIFAR10_NAMES =
        List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    /// Samples to train on, or to judge by.
    public enum Part {
        TRAIN,
        TEST
    }

    /// @param labels bytes before each image; the last of them is the class
    private record Layout(String name, List<String> files, int labels, int classes) {

        int recordBytes() {
            return labels + IMAGE_BYTES;
        }
    }

    private CifarImages() {}

    /// Ten classes, from `data_batch_1.bin` to `data_batch_5.bin`, or `test_batch.bin`.
    public static Dataset cifar10(Path folder, Part part, Normalization normalization) {
        List<String> files = switch (part) {
            case TRAIN -> List.of(
                "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
            case TEST -> List.of("test_batch.bin");
        };
        return read(folder, new Layout("CIFAR-10", files, 1, 10), CIFAR10_NAMES, normalization);
    }

    /// A hundred classes (the fine ones), from `train.bin` or `test.bin`, named by `fine_label_names.txt` if it is there.
    public static Dataset cifar100(Path folder, Part part, Normalization normalization) {
        List<String> files = List.of(part == Part.TRAIN ? "train.bin" : "test.bin");
        return read(folder, new Layout("CIFAR-100", files, 2, 100), fineNames(folder), normalization);
    }

    private static List<String> fineNames(Path folder) {
        Path names = folder.resolve("fine_label_names.txt");
        try {
            List<String> found = Files.exists(names) ? Files.readAllLines(names) : List.of();
            return found.stream().map(String::strip).filter(name -> !name.isEmpty()).toList();
        } catch (IOException e) {
            throw new DataException(e, "%s can't be read (%s); check that it is text you may read, or remove it", names, e);
        }
    }

    private static Dataset read(Path folder, Layout layout, List<String> names, Normalization normalization) {
        if (!Files.isDirectory(folder)) {
            throw new DataException("the data folder %s %s; name the folder that holds %s's files (%s)", folder,
                Files.exists(folder) ? "is not a folder" : "does not exist", layout.name, String.join(", ", layout.files));
        }
        List<byte[]> contents = new ArrayList<>();
        for (String file : layout.files) {
            contents.add(content(folder.resolve(file), layout));
        }
        int images = contents.stream().mapToInt(content -> content.length / layout.recordBytes()).sum();
        byte[] pixels = new byte[Math.multiplyExact(images, IMAGE_BYTES)];
        byte[] labels = new byte[images];
        int image = 0;
        for (byte[] content : contents) {
            for (int at = 0; at < content.length; at += layout.recordBytes()) {
                labels[image] = content[at + layout.labels - 1];
                System.arraycopy(content, at + layout.labels, pixels, image * IMAGE_BYTES, IMAGE_BYTES);
                image++;
            }
        }
        return new ByteImages(
            pixels, labels, Shape.of(3, SIDE, SIDE), new ByteImages.Classes(layout.classes, names), normalization);
    }

    private static byte[] content(Path file, Layout layout) {
        byte[] content = bytes(file, layout);
        for (int at = 0; at < content.length; at += layout.recordBytes()) {
            int label = content[at + layout.labels - 1] & 0xFF;
            if (label >= layout.classes) {
                throw new DataException("%s has the label %d at byte %d; %s's labels are 0 to %d; check that it is the file "
                    + "you mean, or download it again", file, label, at + layout.labels - 1, layout.name, layout.classes - 1);
            }
        }
        return content;
    }

    private static byte[] bytes(Path file, Layout layout) {
        if (!Files.exists(file)) {
            throw new DataException("the data folder %s has no %s; %s's binary form has %s; put them there or name another "
                + "folder", file.getParent(), file.getFileName(), layout.name, String.join(", ", layout.files));
        }
        try {
            long bytes = Files.size(file);
            if (bytes == 0 || bytes % layout.recordBytes() != 0 || bytes / layout.recordBytes() > MOST_IMAGES) {
                throw new DataException("%s has %d bytes; %s's files hold records of %d bytes and nothing else, 1 to %d of "
                    + "them; unpack or download it again", file, bytes, layout.name, layout.recordBytes(), MOST_IMAGES);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DataException(e, "%s can't be read (%s); check that it is a file you may read", file, e);
        }
    }
}
