package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.random.RandomStream;
import java.util.stream.IntStream;

/// Generated images of handwritten digits, for training where no data is at hand. No two are alike; sample n depends
/// on the seed and n only, on every machine.
///
/// Shapes: features [1, 28, 28], float32, normalised by [#NORMALIZATION]; ten classes, each once in every ten samples.
public final class Digits {

    /// The mean and standard deviation of the pixels of many samples.
    public static final Normalization NORMALIZATION = new Normalization(0.1286f, 0.2543f);

    static final int CLASSES = 10;
    private static final int MOST = 1_000_000;

    /// Where in the program each set draws its randomness, so that no sample of one set can be in the other; see
    /// [RandomStream#site()].
    private static final int TRAINING_SITE = 0x44494754;
    private static final int EVALUATION_SITE = 0x44494745;
    private static final int LABEL_SHARD = 1;

    private Digits() {}

    /// Samples to train on.
    ///
    /// Throws [DataException] unless `size` is 1 to 1,000,000.
    public static Dataset training(long seed, int size) {
        return draw(seed, size, TRAINING_SITE);
    }

    /// Samples to judge by, drawn independently of all training samples of any size.
    ///
    /// Throws [DataException] unless `size` is 1 to 1,000,000.
    public static Dataset evaluation(long seed, int size) {
        return draw(seed, size, EVALUATION_SITE);
    }

    private static Dataset draw(long seed, int size, int site) {
        if (size < 1 || size > MOST) {
            throw new DataException("%d generated digits; the number of samples is 1 to %d", size, MOST);
        }
        byte[] labels = new byte[size];
        byte[] pixels = new byte[size * DigitImage.PIXELS];
        IntStream.range(0, size).parallel().forEach(index -> {
            int label = label(seed, index, site);
            labels[index] = (byte) label;
            DigitImage.draw(label, new Draws(new RandomStream(seed, index, 0, site)), pixels, index * DigitImage.PIXELS);
        });
        return new ByteImages(pixels, labels, Shape.of(1, DigitImage.SIDE, DigitImage.SIDE),
            new ByteImages.Classes(CLASSES), NORMALIZATION);
    }

    /// Ten consecutive samples are a shuffle of the ten digits (Fisher and Yates).
    private static int label(long seed, int index, int site) {
        Draws draws = new Draws(new RandomStream(seed, index / CLASSES, LABEL_SHARD, site));
        int[] digits = IntStream.range(0, CLASSES).toArray();
        for (int last = CLASSES - 1; last > 0; last--) {
            int chosen = draws.below(last + 1);
            int digit = digits[chosen];
            digits[chosen] = digits[last];
            digits[last] = digit;
        }
        return digits[index % CLASSES];
    }
}
