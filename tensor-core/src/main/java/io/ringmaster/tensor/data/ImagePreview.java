package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Shows an image where only text can be shown.
public final class ImagePreview {

    private static final String INKS = " .:-=+*#%@";

    private ImagePreview() {}

    /// A line of text for each row; the image's darkest value becomes a space, its brightest an `@`.
    ///
    /// Shapes: the data set's features [channels, rows, columns], of which the first channel is shown.
    public static String asciiArt(Dataset dataset, long index) {
        Shape shape = dataset.features().shape();
        if (shape.rank() != 3) {
            throw new IllegalArgumentException("samples of " + shape + " can't be shown; images are [channels, rows, columns]");
        }
        float[] values = new float[Math.toIntExact(shape.elements())];
        MemorySegment memory = MemorySegment.ofArray(new byte[Math.multiplyExact(values.length, Float.BYTES)]);
        dataset.readFeatures(index, memory, 0);
        MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, values, 0, values.length);
        return draw(values, (int) shape.dim(1), (int) shape.dim(2));
    }

    private static String draw(float[] values, int rows, int columns) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int pixel = 0; pixel < rows * columns; pixel++) {
            least = Math.min(least, values[pixel]);
            most = Math.max(most, values[pixel]);
        }
        float range = most > least ? most - least : 1;
        StringBuilder art = new StringBuilder();
        for (int pixel = 0; pixel < rows * columns; pixel++) {
            art.append(INKS.charAt(Math.round((values[pixel] - least) / range * (INKS.length() - 1))));
            if (pixel % columns == columns - 1) {
                art.append('\n');
            }
        }
        return art.toString();
    }
}
