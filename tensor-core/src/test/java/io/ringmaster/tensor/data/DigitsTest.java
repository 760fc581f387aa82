package io.ringmaster.tensor.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigitsTest {

    /// The pixels are part of what a seed means: these digests may never change.
    @Test
    void neverChangesForASeed() {
        assertThat(Digits.training(1, 200).fingerprint()).isEqualTo("559ad23fb89b8cb1323877a99afa869edcde6aa7b8f23f4717560454f117b061");
        assertThat(Digits.evaluation(1, 200).fingerprint()).isEqualTo("2b71e1ff50445b691af695c7efd6ff1feea7ee4969c07eb718208c26dc41eca0");
    }

    @Test
    void dependsOnSeedAndIndexOnly() {
        Dataset few = Digits.training(5, 40);
        Dataset many = Digits.training(5, 400);
        for (int index = 0; index < 40; index++) {
            assertThat(Samples.features(many, index)).isEqualTo(Samples.features(few, index));
            assertThat(many.label(index)).isEqualTo(few.label(index));
        }
        assertThat(Samples.features(Digits.training(6, 1), 0)).isNotEqualTo(Samples.features(few, 0));
    }

    @Test
    void hasEachDigitOnceInEveryTen() {
        Dataset digits = Digits.training(3, 1000);
        Set<String> orders = new HashSet<>();
        for (int ten = 0; ten < 1000; ten += 10) {
            long[] labels = LongStream.range(ten, ten + 10).map(digits::label).toArray();
            orders.add(Arrays.toString(labels));
            assertThat(labels).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
        assertThat(orders).as("each ten has an order of its own").hasSizeGreaterThan(95);
    }

    @Test
    void sharesNoImageBetweenTrainingAndEvaluation() {
        Set<Integer> images = new HashSet<>();
        Dataset training = Digits.training(8, 2000);
        Dataset evaluation = Digits.evaluation(8, 1000);
        LongStream.range(0, 2000).forEach(n -> images.add(Arrays.hashCode(Samples.features(training, n))));
        LongStream.range(0, 1000).forEach(n -> images.add(Arrays.hashCode(Samples.features(evaluation, n))));
        assertThat(images).hasSize(3000);
    }

    @Test
    void isNormalised() {
        Dataset digits = Digits.evaluation(2, 2000);
        double sum = 0;
        double squares = 0;
        for (int index = 0; index < 2000; index++) {
            for (float value : Samples.features(digits, index)) {
                sum += value;
                squares += (double) value * value;
            }
        }
        double values = 2000.0 * 784;
        assertThat(digits.features()).isEqualTo(TensorType.float32(1, 28, 28));
        assertThat(sum / values).isBetween(-.02, .02);
        assertThat(squares / values).isBetween(.96, 1.04);
    }

    /// A picture of each class's mean is far from enough, or there would be nothing to learn; yet it beats chance.
    @Test
    void isNeitherTrivialNorNoise() {
        float[][] means = means(Digits.training(4, 3000));
        Dataset evaluation = Digits.evaluation(4, 1000);
        long right = LongStream.range(0, 1000)
                .filter(index -> nearest(means, Samples.features(evaluation, index)) == evaluation.label(index))
                .count();
        assertThat(right).isBetween(500L, 900L);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1_000_001})
    void rejectsSizesOutside(int size) {
        assertThatThrownBy(() -> Digits.training(1, size))
                .isInstanceOf(DataException.class)
                .hasMessage(size + " generated digits; the number of samples is 1 to 1000000");
    }

    @Test
    void showsItselfAsText() {
        String art = ImagePreview.asciiArt(Digits.training(1, 1), 0);
        assertThat(art.lines()).hasSize(28).allMatch(line -> line.length() == 28);
        assertThat(art).contains("@").contains(" ");
    }

    private static float[][] means(Dataset digits) {
        float[][] means = new float[10][784];
        for (int index = 0; index < digits.size(); index++) {
            float[] features = Samples.features(digits, index);
            for (int pixel = 0; pixel < 784; pixel++) {
                means[(int) digits.label(index)][pixel] += features[pixel] * 10 / digits.size();
            }
        }
        return means;
    }

    private static int nearest(float[][] means, float[] features) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int label = 0; label < means.length; label++) {
            double distance = 0;
            for (int pixel = 0; pixel < features.length; pixel++) {
                double difference = means[label][pixel] - features[pixel];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                best = label;
            }
        }
        return best;
    }
}
