package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Draws;
import io.ringmaster.tensor.data.Transform;

/// Brings an image to another size, smoothed where it shrinks. Shapes: [C, H, W] → [C, rows, columns].
public record Resize(int rows, int columns) implements Transform {

    public Resize {
        if (rows < 1 || columns < 1) {
            throw new DataException("a size of %d rows and %d columns; both are 1 or more", rows, columns);
        }
    }

    @Override
    public Shape shape(Shape input) {
        return ImageSize.of(input, this).with(rows, columns).shape();
    }

    @Override
    public float[] apply(float[] values, Shape input, Draws draws) {
        ImageSize image = ImageSize.of(input, this);
        return Resampling.resize(values, image, Resampling.whole(image), image.with(rows, columns));
    }
}
