package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Draws;
import io.ringmaster.tensor.data.Transform;

/// How bright a colour image is. Shapes: [3, H, W] → [1, H, W]; [1, H, W] stays.
///
/// Source: ITU-R BT.601, the weights that PyTorch and PIL use.
public record Grayscale() implements Transform {

    static final float RED = 0.299f;
    static final float GREEN = 0.587f;
    static final float BLUE = 0.114f;

    @Override
    public Shape shape(Shape input) {
        ImageSize image = ImageSize.of(input, this);
        if (image.channels() != 1 && image.channels() != 3) {
            throw new DataException("%s of images of %d channels; it takes 3 (red, green, blue) or 1; leave it out",
                this, image.channels());
        }
        return input.with(0, 1);
    }

    @Override
    public float[] apply(float[] values, Shape input, Draws draws) {
        if (input.dim(0) == 1) {
            return values;
        }
        int pixels = values.length / 3;
        float[] grey = new float[pixels];
        for (int pixel = 0; pixel < pixels; pixel++) {
            grey[pixel] = RED * values[pixel] + GREEN * values[pixels + pixel] + BLUE * values[2 * pixels + pixel];
        }
        return grey;
    }
}
