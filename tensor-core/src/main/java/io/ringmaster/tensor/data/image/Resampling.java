package io.ringmaster.tensor.data.image;

/// Brings images to another size: each new pixel is a weighted mean of the old ones under a triangle, which is as wide
/// as two new pixels where the image shrinks, so that nothing is skipped, and as two old ones where it grows.
///
/// Plain arithmetic in a fixed order, so all machines compute the same values. Source: PIL's `BILINEAR`.
final class Resampling {

    private Resampling() {}

    /// The part of an image that is brought to a size, in pixels; borders may lie within pixels.
    record Box(double top, double left, double rows, double columns) {}

    static Box whole(ImageSize image) {
        return new Box(0, 0, image.rows(), image.columns());
    }

    /// The largest box in the middle of the image that has the shape of `size`.
    static Box middle(ImageSize image, ImageSize size) {
        double scale = Math.min((double) image.rows() / size.rows(), (double) image.columns() / size.columns());
        double rows = size.rows() * scale;
        double columns = size.columns() * scale;
        return new Box((image.rows() - rows) / 2, (image.columns() - columns) / 2, rows, columns);
    }

    /// Shapes: values [C, H, W] → [C, size.rows, size.columns].
    static float[] resize(float[] values, ImageSize image, Box box, ImageSize size) {
        Line[] acrossRows = lines(box.left, box.columns, size.columns(), image.columns());
        Line[] acrossColumns = lines(box.top, box.rows, size.rows(), image.rows());
        float[] narrow = new float[image.with(image.rows(), size.columns()).elements()];     // [C, H, columns]
        for (int row = 0; row < image.channels() * image.rows(); row++) {
            for (int column = 0; column < size.columns(); column++) {
                narrow[row * size.columns() + column] = acrossRows[column].mean(values, row * image.columns(), 1);
            }
        }
        float[] resized = new float[size.elements()];                                        // [C, rows, columns]
        int at = 0;
        for (int channel = 0; channel < image.channels(); channel++) {
            for (int row = 0; row < size.rows(); row++) {
                for (int column = 0; column < size.columns(); column++) {
                    int first = channel * image.rows() * size.columns() + column;
                    resized[at++] = acrossColumns[row].mean(narrow, first, size.columns());
                }
            }
        }
        return resized;
    }

    /// Which old pixels of a line make one new one, and how much each counts.
    private static final class Line {

        private final int first;
        private final float[] weights;

        /// @param centre of the new pixel, in old pixels
        /// @param reach  of the triangle to either side
        Line(double centre, double reach, int oldPixels) {
            first = (int) Math.clamp(Math.floor(centre - reach + 0.5), 0, oldPixels - 1);
            int end = (int) Math.clamp(Math.floor(centre + reach + 0.5), first + 1, oldPixels);
            double[] triangle = new double[end - first];
            double sum = 0;
            for (int place = 0; place < triangle.length; place++) {
                triangle[place] = Math.max(0, 1 - Math.abs((first + place + 0.5 - centre) / reach));
                sum += triangle[place];
            }
            weights = new float[triangle.length];
            for (int place = 0; place < triangle.length; place++) {
                weights[place] = (float) (triangle[place] / sum);
            }
        }

        float mean(float[] values, int from, int stride) {
            float mean = 0;
            for (int place = 0; place < weights.length; place++) {
                mean += weights[place] * values[from + (first + place) * stride];
            }
            return mean;
        }
    }

    private static Line[] lines(double start, double length, int pixels, int oldPixels) {
        double scale = length / pixels;
        Line[] lines = new Line[pixels];
        for (int pixel = 0; pixel < pixels; pixel++) {
            lines[pixel] = new Line(start + (pixel + 0.5) * scale, Math.max(scale, 1), oldPixels);
        }
        return lines;
    }
}
