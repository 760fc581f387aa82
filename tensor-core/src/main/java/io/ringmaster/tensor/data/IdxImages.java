package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// Labelled grey images from a pair of IDX files: MNIST, Fashion-MNIST and others of their form.
public final class IdxImages {

    /// Which pair of files a folder is asked for, by the names that MNIST gave them.
    public enum Part {
        TRAIN("train"),
        TEST("t10k");

        private final String stem;

        Part(String stem) {
            this.stem = stem;
        }
    }

    private IdxImages() {}

    /// Reads one part from a folder that holds it under MNIST's file names, plain or gzip.
    ///
    /// Throws [DataException] where the folder, one of the files or their content is not as it should be.
    public static Dataset inFolder(Path folder, Part part, int classes, Normalization normalization) {
        requireFolder(folder);
        Path images = find(folder, imageNames(part), "images");
        Path labels = find(folder, labelNames(part), "labels");
        return read(images, labels, classes, normalization);
    }

    /// Whether the folder has images of this part, readable or not.
    ///
    /// Throws [DataException] where there is no such folder.
    public static boolean has(Path folder, Part part) {
        requireFolder(folder);
        return imageNames(part).stream().anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    /// Reads a pair of files, with one class more than the largest label.
    ///
    /// Shapes: images [N, rows, columns], labels [N]; one sample is [1, rows, columns].
    /// Throws [DataException] where the files or their content are not as they should be.
    public static Dataset read(Path imageFile, Path labelFile, Normalization normalization) {
        IdxFile labels = IdxFile.read(labelFile, 1);
        int largest = 0;
        for (byte label : labels.values()) {
            largest = Math.max(largest, label & 0xFF);
        }
        return read(IdxFile.read(imageFile, 3), labels, largest + 1, normalization);
    }

    /// As [#read(Path, Path, Normalization)], with labels below `classes`.
    public static Dataset read(Path imageFile, Path labelFile, int classes, Normalization normalization) {
        if (classes < 1 || classes > 256) {
            throw new DataException("%d classes; labels are bytes, so there are 1 to 256", classes);
        }
        return read(IdxFile.read(imageFile, 3), IdxFile.read(labelFile, 1), classes, normalization);
    }

    private static Dataset read(IdxFile images, IdxFile labels, int classes, Normalization normalization) {
        requirePair(images, labels);
        requireBelow(classes, labels);
        Shape features = Shape.of(1, images.dim(1), images.dim(2));
        return new ByteImages(images.values(), labels.values(), features, new ByteImages.Classes(classes), normalization);
    }

    private static void requirePair(IdxFile images, IdxFile labels) {
        if (images.dim(0) != labels.dim(0)) {
            throw new DataException("%s holds %d images but %s holds %d labels; each image has one label; take both "
                    + "files from the same data set", images.path(), images.dim(0), labels.path(), labels.dim(0));
        }
    }

    private static void requireBelow(int classes, IdxFile labels) {
        byte[] values = labels.values();
        for (int index = 0; index < values.length; index++) {
            int label = values[index] & 0xFF;
            if (label >= classes) {
                throw new DataException("%s has the label %d at index %d; with %d classes labels are 0 to %d; correct "
                        + "the file or the number of classes", labels.path(), label, index, classes, classes - 1);
            }
        }
    }

    private static void requireFolder(Path folder) {
        if (!Files.exists(folder)) {
            throw new DataException("the data folder %s does not exist; name the folder that holds the IDX files "
                    + "(train-images-idx3-ubyte or t10k-images-idx3-ubyte and their labels, plain or .gz)", folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new DataException("%s is not a folder; name the folder that holds the IDX files, not a file",
                    folder);
        }
    }

    private static Path find(Path folder, List<String> names, String what) {
        for (String name : names) {
            Path path = folder.resolve(name);
            if (Files.exists(path)) {
                return path;
            }
        }
        throw new DataException("the data folder %s has no %s; looked for %s; put one of them there or name another "
                + "folder", folder, what, names.stream().collect(Collectors.joining(", ")));
    }

    private static List<String> imageNames(Part part) {
        return names(part.stem + "-images", "idx3-ubyte");
    }

    private static List<String> labelNames(Part part) {
        return names(part.stem + "-labels", "idx1-ubyte");
    }

    /// As downloaded, unpacked, and as some archives rename them (a dot for the last dash).
    private static List<String> names(String stem, String type) {
        return List.of(stem + "-" + type + ".gz", stem + "-" + type, stem + "." + type + ".gz", stem + "." + type);
    }
}
