package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Draws;
import io.ringmaster.tensor.data.Transform;

/// Exchanges left and right in some images. Shapes: [C, H, W] → the same.
///
/// @param probability of an image to be flipped
public record RandomHorizontalFlip(double probability) implements Transform {

    public RandomHorizontalFlip {
        if (!(probability >= 0 && probability <= 1)) {
            throw new DataException("a flip of probability %s; it is 0 to 1", probability);
        }
    }

    /// Of every second image.
    public RandomHorizontalFlip() {
        this(0.5);
    }

    @Override
    public Shape shape(Shape input) {
        return ImageSize.of(input, this).shape();
    }

    @Override
    public float[] apply(float[] values, Shape input, Draws draws) {
        if (draws.chance(probability)) {
            int columns = ImageSize.of(input, this).columns();
            for (int row = 0; row < values.length; row += columns) {
                reverse(values, row, row + columns - 1);
            }
        }
        return values;
    }

    private static void reverse(float[] values, int from, int to) {
        for (int left = from, right = to; left < right; left++, right--) {
            float value = values[left];
            values[left] = values[right];
            values[right] = value;
        }
    }
}
