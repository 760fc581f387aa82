package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Draws;
import io.ringmaster.tensor.data.Transform;

/// Any part of an image of one size, each as likely, after zeros were laid around it.
///
/// Shapes: [C, H, W] → [C, rows, columns], both at most the image's with its padding.
///
/// @param padding pixels on each side
public record RandomCrop(int rows, int columns, int padding) implements Transform {

    public RandomCrop {
        if (padding < 0) {
            throw new DataException("a padding of %d pixels; it is 0 or more", padding);
        }
    }

    @Override
    public Shape shape(Shape input) {
        return part(ImageSize.of(input, this), rows, columns, padding, this).shape();
    }

    static ImageSize part(ImageSize image, int rows, int columns, int padding, Transform crop) {
        if (rows < 1 || columns < 1 || rows > image.rows() + 2L * padding || columns > image.columns() + 2L * padding) {
            throw new DataException("%s of images of %d rows and %d columns; a part has 1 row and column or more, and at "
                + "most those of the image with its padding; resize first, or crop less",
                crop, image.rows(), image.columns());
        }
        return image.with(rows, columns);
    }

    @Override
    public float[] apply(float[] values, Shape input, Draws draws) {
        ImageSize image = ImageSize.of(input, this);
        int top = draws.below(image.rows() + 2 * padding - rows + 1) - padding;
        int left = draws.below(image.columns() + 2 * padding - columns + 1) - padding;
        return image.cut(values, top, left, image.with(rows, columns));
    }
}
