package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.Draws;
import io.ringmaster.tensor.data.Transform;

/// The middle of an image. Shapes: [C, H, W] → [C, rows, columns], both at most the image's.
public record CenterCrop(int rows, int columns) implements Transform {

    @Override
    public Shape shape(Shape input) {
        return RandomCrop.part(ImageSize.of(input, this), rows, columns, 0, this).shape();
    }

    @Override
    public float[] apply(float[] values, Shape input, Draws draws) {
        ImageSize image = ImageSize.of(input, this);
        return image.cut(values, (image.rows() - rows) / 2, (image.columns() - columns) / 2, image.with(rows, columns));
    }
}
