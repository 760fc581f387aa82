package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.data.DataException;
import java.nio.file.Path;

/// What image files become.
///
/// @param channels 3 for red, green and blue, 1 for grey
public record ImageFormat(int channels, int rows, int columns, Fit fit) {

    private static final int LARGEST_SIDE = 1 << 13;

    /// How an image of another shape is brought to this one.
    public enum Fit {
        /// Its middle, as much of it as there is in this shape; nothing is distorted.
        CROP,
        /// All of it, longer or wider than it was.
        STRETCH
    }

    public ImageFormat {
        if (channels != 1 && channels != 3) {
            throw new DataException("images of %d channels; they have 3 (red, green, blue) or 1 (grey)", channels);
        }
        if (rows < 1 || columns < 1 || rows > LARGEST_SIDE || columns > LARGEST_SIDE) {
            throw new DataException("images of %d rows and %d columns; both are 1 to %d", rows, columns, LARGEST_SIDE);
        }
    }

    /// One PNG or JPEG file on the CPU, its values from 0 to 1. Shapes: → [channels, rows, columns].
    ///
    /// Throws [DataException] where the file is no sound image.
    public Tensor read(Path file) {
        return Tensor.of(new ImageFile(file).read(this), Shape.of(channels, rows, columns), Device.CPU);
    }

    ImageSize size() {
        return new ImageSize(channels, rows, columns);
    }

    float[] fitted(float[] values, ImageSize image) {
        if (image.equals(size())) {
            return values;
        }
        return Resampling.resize(values, image, switch (fit) {
            case CROP -> Resampling.middle(image, size());
            case STRETCH -> Resampling.whole(image);
        }, size());
    }
}
