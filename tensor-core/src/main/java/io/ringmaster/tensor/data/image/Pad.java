package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Draws;
import io.ringmaster.tensor.data.Transform;

/// Surrounds an image with zeros. Shapes: [C, H, W] → [C, H + 2 padding, W + 2 padding].
public record Pad(int padding) implements Transform {

    public Pad {
        if (padding < 0) {
            throw new DataException("a padding of %d pixels; it is 0 or more", padding);
        }
    }

    @Override
    public Shape shape(Shape input) {
        return padded(ImageSize.of(input, this)).shape();
    }

    @Override
    public float[] apply(float[] values, Shape input, Draws draws) {
        ImageSize image = ImageSize.of(input, this);
        return image.cut(values, -padding, -padding, padded(image));
    }

    private ImageSize padded(ImageSize image) {
        return image.with(image.rows() + 2 * padding, image.columns() + 2 * padding);
    }
}
