package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.DataException;

/// The dims of an image as features hold it: [channels, rows, columns].
record ImageSize(int channels, int rows, int columns) {

    /// Throws [DataException] where the features are no images.
    ///
    /// @param transform who asks
    static ImageSize of(Shape features, Object transform) {
        if (features.rank() != 3 || features.elements() == 0) {
            throw new DataException("%s of features %s; it changes images, which are [channels, rows, columns]; leave it out",
                transform, features);
        }
        return new ImageSize((int) features.dim(0), (int) features.dim(1), (int) features.dim(2));
    }

    Shape shape() {
        return Shape.of(channels, rows, columns);
    }

    ImageSize with(int otherRows, int otherColumns) {
        return new ImageSize(channels, otherRows, otherColumns);
    }

    int elements() {
        return Math.multiplyExact(channels, Math.multiplyExact(rows, columns));
    }

    /// The part that begins at (top, left) of an image of this size, with 0 where it reaches outside.
    float[] cut(float[] values, int top, int left, ImageSize part) {
        float[] cut = new float[part.elements()];
        int firstColumn = Math.max(0, -left);
        int width = Math.min(columns - left, part.columns) - firstColumn;
        for (int channel = 0; channel < channels; channel++) {
            for (int row = Math.max(0, -top); row < part.rows && row + top < rows && width > 0; row++) {
                System.arraycopy(values, (channel * rows + row + top) * columns + left + firstColumn,
                    cut, (channel * part.rows + row) * part.columns + firstColumn, width);
            }
        }
        return cut;
    }
}
