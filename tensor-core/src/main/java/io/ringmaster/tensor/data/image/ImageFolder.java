package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.TensorType;
import io.ringmaster.tensor.state.Sha256;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// PNG and JPEG files in a folder that has a folder of its own for each class.
///
/// Classes are numbered in the order of their names, samples run class by class in the order of theirs, as
/// characters compare, on every machine. Files of other endings and hidden ones are passed over. An image is read and
/// decoded whenever its sample is.
/// Shapes: features [channels, rows, columns] of the format, from 0 to 1; targets []. Throws [DataException] where the
/// folder or a file is not as it should be.
public final class ImageFolder implements Dataset {

    private final ImageFormat format;
    private final List<String> classNames;
    private final List<ImageFile> files;
    private final List<Integer> labels;

    private ImageFolder(ImageFormat format, List<String> classNames) {
        this.format = format;
        this.classNames = classNames;
        this.files = new ArrayList<>();
        this.labels = new ArrayList<>();
    }

    /// Every folder in the folder is a class.
    public static ImageFolder open(Path folder, ImageFormat format) {
        List<String> names = children(folder).stream().filter(Files::isDirectory)
            .map(path -> path.getFileName().toString()).toList();
        if (names.isEmpty()) {
            throw new DataException("%s holds no folders; images lie in a folder for each class, such as %s; put them so, "
                + "or name another folder", folder, folder.resolve("cat").resolve("1.png"));
        }
        return open(folder, format, names);
    }

    /// With the classes of another folder, so that evaluation numbers them as training does.
    public static ImageFolder open(Path folder, ImageFormat format, List<String> classNames) {
        ImageFolder images = new ImageFolder(format, List.copyOf(classNames));
        for (Path child : children(folder)) {
            if (Files.isDirectory(child)) {
                images.addClass(child);
            }
        }
        return images;
    }

    private void addClass(Path child) {
        int label = classNames.indexOf(child.getFileName().toString());
        if (label < 0) {
            throw new DataException("%s is of none of the classes that training has, %s; remove it, or add the class there",
                child, classNames);
        }
        List<ImageFile> images = children(child).stream().filter(ImageFile::isNamedAsOne).map(ImageFile::new).toList();
        if (images.isEmpty()) {
            throw new DataException("%s holds no images; each class has one or more files that end in .png, .jpg or .jpeg; "
                + "put them there, or remove the folder", child);
        }
        for (ImageFile image : images) {
            files.add(image);
            labels.add(label);
        }
    }

    /// What lies in a folder, in the order of the names, less what is hidden.
    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException("the image folder %s %s; name the folder that holds a folder for each class",
                folder, Files.exists(folder) ? "is not a folder" : "does not exist");
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> !path.getFileName().toString().startsWith("."))
                .sorted(Comparator.comparing(path -> path.getFileName().toString())).toList();
        } catch (IOException e) {
            throw new DataException(e, "%s can't be listed (%s); check that you may read it", folder, e);
        }
    }

    @Override
    public long size() {
        return files.size();
    }

    @Override
    public TensorType features() {
        return TensorType.float32(format.size().shape().dims());
    }

    @Override
    public TensorType target() {
        return TensorType.LABEL;
    }

    @Override
    public int classes() {
        return classNames.size();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public void readFeatures(long index, MemorySegment into, long offsetBytes) {
        float[] values = files.get((int) Objects.checkIndex(index, size())).read(format);
        MemorySegment.copy(values, 0, into, ValueLayout.JAVA_FLOAT_UNALIGNED, offsetBytes, values.length);
    }

    @Override
    public void readTarget(long index, MemorySegment into, long offsetBytes) {
        into.set(ValueLayout.JAVA_LONG_UNALIGNED, offsetBytes, labels.get((int) Objects.checkIndex(index, size())));
    }

    /// Of format, names and content: it reads every file.
    @Override
    public String fingerprint() {
        Sha256 digest = Sha256.create().add("image folder").add(format.toString()).add(classNames.size());
        classNames.forEach(digest::add);
        for (int index = 0; index < files.size(); index++) {
            ImageFile file = files.get(index);
            digest.add(labels.get(index)).add(file.path().getFileName().toString()).add(file.content());
        }
        return digest.hex();
    }
}
