package io.ringmaster.tensor.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.Digits;
import io.ringmaster.tensor.data.Normalization;
import io.ringmaster.tensor.data.Samples;
import io.ringmaster.tensor.data.TensorDataset;
import io.ringmaster.tensor.data.TensorType;
import io.ringmaster.tensor.data.Transform;
import io.ringmaster.tensor.data.text.CharacterTokenizer;
import io.ringmaster.tensor.data.text.TokenWindows;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TransformsTest {

    private static final Dataset NINE = image(3, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    @Test
    void padsWithZeros() {
        assertThat(of(NINE, new Pad(1))).containsExactly(
            0, 0, 0, 0, 0,
            0, 1, 2, 3, 0,
            0, 4, 5, 6, 0,
            0, 7, 8, 9, 0,
            0, 0, 0, 0, 0);
        assertThat(NINE.transformed(new Pad(2)).features()).isEqualTo(TensorType.float32(1, 7, 7));
    }

    @Test
    void cropsTheMiddle() {
        assertThat(of(NINE, new CenterCrop(1, 3))).containsExactly(4, 5, 6);
        assertThat(of(NINE, new CenterCrop(2, 1))).containsExactly(2, 5);
        assertThat(of(NINE, new CenterCrop(3, 3))).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void flipsEachRowOfEachChannel() {
        Dataset colours = TensorDataset.of(new float[] {1, 2, 3, 4, 5, 6}, Shape.of(3, 1, 2), new long[1]);
        assertThat(of(colours, new RandomHorizontalFlip(1))).containsExactly(2, 1, 4, 3, 6, 5);
        assertThat(of(colours, new RandomHorizontalFlip(0))).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void greyIsTheWeightedSumOfColours() {
        Dataset colours = TensorDataset.of(new float[] {1, 0, 0, 1, 0, 0}, Shape.of(3, 1, 2), new long[1]);
        assertThat(of(colours, new Grayscale())).containsExactly(.299f, .587f);
        assertThat(of(NINE, new Grayscale())).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void normalisesChannelByChannel() {
        Dataset colours = TensorDataset.of(new float[] {1, 2, 3, 4, 5, 6}, Shape.of(3, 1, 2), new long[1]);
        Normalization each = new Normalization(List.of(1f, 2f, 3f), List.of(1f, 2f, .5f));
        assertThat(of(colours, new Normalize(each))).containsExactly(0, 1, .5f, 1, 4, 6);
        assertThat(of(colours, new Normalize(new Normalization(1, 2)))).containsExactly(0, .5f, 1, 1.5f, 2, 2.5f);
    }

    @Test
    void fitsMeanAndDeviationOfEveryColumn() {
        Dataset rows = TensorDataset.of(new float[] {1, 7, 3, 7, 5, 7}, Shape.of(2), new long[3]);
        Dataset normal = rows.transformed(Normalize.fit(rows));
        assertThat(Samples.features(normal, 0)[0]).isCloseTo(-(float) Math.sqrt(1.5), within(1e-6f));
        assertThat(Samples.features(normal, 1)).containsExactly(0, 0);
        assertThat(Samples.features(normal, 2)[0]).isCloseTo((float) Math.sqrt(1.5), within(1e-6f));
    }

    /// Against PIL's `resize(..., BILINEAR)` in mode F, computed with Pillow's published coefficients by hand.
    @Test
    void resizesAsPilDoes() {
        Dataset ramp = TensorDataset.of(new float[] {0, 1, 2, 3}, Shape.of(1, 1, 4), new long[1]);
        assertThat(of(ramp, new Resize(1, 2))).usingComparatorWithPrecision(1e-6f)
            .containsExactly(5f / 7, 16f / 7);      // weights 3 3 1 of 7: reach 2, centres 1 and 3
        assertThat(of(image(1, 0).concat(image(1, 0)), new Resize(2, 2))).containsExactly(0, 0, 0, 0);
        Dataset pair = TensorDataset.of(new float[] {0, 1}, Shape.of(1, 1, 2), new long[1]);
        assertThat(of(pair, new Resize(1, 4))).containsExactly(0, .25f, .75f, 1);
    }

    @Property(tries = 50)
    void resizingKeepsAConstant(@ForAll @IntRange(min = 1, max = 9) int side, @ForAll @IntRange(min = 1, max = 12) int rows,
        @ForAll @IntRange(min = 1, max = 12) int columns) {
        float[] ones = new float[side * side];
        Arrays.fill(ones, 1);
        for (float value : of(image(side, ones), new Resize(rows, columns))) {
            assertThat(value).isCloseTo(1, within(1e-5f));
        }
    }

    @Test
    void randomCropsReachEveryPlaceAndNoOther() {
        Dataset many = TensorDataset.of(repeat(500, 1, 2, 3, 4), Shape.of(1, 2, 2), new long[500])
            .transformed(new RandomCrop(2, 2, 1)).atEpoch(4, 1);
        Set<List<Float>> found = new HashSet<>();
        for (int index = 0; index < 500; index++) {
            float[] crop = Samples.features(many, index);
            found.add(List.of(crop[0], crop[1], crop[2], crop[3]));
        }
        assertThat(found).hasSize(9).contains(List.of(1f, 2f, 3f, 4f), List.of(0f, 0f, 0f, 1f), List.of(4f, 0f, 0f, 0f));
    }

    @Test
    void halfOfAllImagesAreFlipped() {
        Dataset many = TensorDataset.of(repeat(10_000, 0, 1), Shape.of(1, 1, 2), new long[10_000])
            .transformed(new RandomHorizontalFlip()).atEpoch(4, 1);
        int flipped = 0;
        for (int index = 0; index < 10_000; index++) {
            flipped += (int) Samples.features(many, index)[0];
        }
        assertThat(flipped).isBetween(4800, 5200);
    }

    /// Two crops after one another are two places that draw, and so are crops laid over a set that has some.
    @Test
    void everyPlaceDrawsForItself() {
        Dataset digits = Digits.training(1, 30);
        RandomCrop crop = new RandomCrop(28, 28, 2);
        Dataset once = digits.transformed(crop, crop).atEpoch(1, 1);
        Dataset inTwo = digits.transformed(crop).transformed(crop).atEpoch(1, 1);
        int sameShift = 0;
        for (int index = 0; index < 30; index++) {
            assertThat(Samples.features(inTwo, index)).isEqualTo(Samples.features(once, index));
            float[] twice = Samples.features(digits.transformed(crop).atEpoch(1, 1), index);
            sameShift += Arrays.equals(twice, Samples.features(once, index)) ? 1 : 0;
        }
        assertThat(sameShift).isLessThan(10);
        assertThat(inTwo.fingerprint()).isNotEqualTo(digits.fingerprint()).isEqualTo(inTwo.atEpoch(1, 5).fingerprint());
    }

    @Test
    void viewsPassEpochsOn() {
        Dataset crops = Digits.training(1, 20).transformed(new RandomCrop(28, 28, 4));
        for (Dataset view : List.of(crops.slice(3, 9), crops.subset(3, 4, 5), crops.slice(3, 9).concat(crops.slice(0, 1)))) {
            assertThat(Samples.features(view.atEpoch(7, 2), 1)).isEqualTo(Samples.features(crops.atEpoch(7, 2), 4));
            assertThat(Samples.features(view.atEpoch(7, 3), 1)).isNotEqualTo(Samples.features(view.atEpoch(7, 2), 1));
        }
    }

    static List<Arguments> impossible() {
        return List.of(
            Arguments.of(new RandomCrop(6, 3, 1), "RandomCrop[rows=6, columns=3, padding=1] of images of 3 rows and 3 columns"),
            Arguments.of(new CenterCrop(4, 1), "CenterCrop[rows=4, columns=1] of images of 3 rows"),
            Arguments.of(new Normalize(Normalization.CIFAR10), "has 3 means but samples have 1 channels"));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void whatImagesCannotTakeIsRefusedWhenItIsAsked(Transform transform, String message) {
        assertThatThrownBy(() -> NINE.transformed(transform)).isInstanceOf(DataException.class).hasMessageContaining(message);
    }

    @Test
    void whatIsNoImageIsRefused() {
        Dataset row = TensorDataset.of(new float[2], Shape.of(2), new long[1]);
        assertThatThrownBy(() -> row.transformed(new Pad(1))).isInstanceOf(DataException.class)
            .hasMessageContaining("Pad[padding=1] of features [2]; it changes images");
        Dataset text = TokenWindows.of(CharacterTokenizer.of("abc"), "abc", 2);
        assertThatThrownBy(() -> text.transformed(new Pad(1))).isInstanceOf(DataException.class)
            .hasMessageContaining("features of int64[2]");
        assertThatThrownBy(() -> new Pad(-1)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new RandomHorizontalFlip(1.5)).isInstanceOf(DataException.class);
        assertThatThrownBy(() -> new Resize(0, 1)).isInstanceOf(DataException.class);
    }

    private static float[] of(Dataset dataset, Transform transform) {
        return Samples.features(dataset.transformed(transform), 0);
    }

    private static Dataset image(int side, float... values) {
        return TensorDataset.of(values, Shape.of(1, side, side), new long[1]);
    }

    private static float[] repeat(int times, float... values) {
        float[] all = new float[times * values.length];
        for (int place = 0; place < all.length; place++) {
            all[place] = values[place % values.length];
        }
        return all;
    }
}
