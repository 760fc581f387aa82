package io.ringmaster.proto.config;

import java.util.List;

/// What is done to images before a model sees them: to those that train, a random crop and a flip, then to all
/// `(x - mean) / std`, with x from 0 to 1.
///
/// @param mean           of each channel, or one of all
/// @param std            of each channel, or one of all
/// @param cropPadding    how far a random crop may reach over the border, in pixels; 0: no crop
/// @param horizontalFlip whether every second image, at random, is flipped
public record ImageConfig(List<Double> mean, List<Double> std, int cropPadding, boolean horizontalFlip) {

    private static final int MOST_PADDING = 1024;

    public ImageConfig {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        Require.that(!mean.isEmpty() && mean.stream().allMatch(each -> Float.isFinite(each.floatValue())), "data.mean",
            "is %s; it must be finite numbers, such as [0.1307]", mean);
        Require.that(std.size() == mean.size(), "data.std", "is %s but data.mean is %s; give as many", std, mean);
        Require.that(std.stream().allMatch(each -> each.floatValue() > 0 && Float.isFinite(each.floatValue())), "data.std",
            "is %s; it must be finite numbers above 0, such as [0.3081]", std);
        Require.inRange("data.crop-padding", cropPadding, 0, MOST_PADDING);
    }

    void requireChannels(int channels) {
        Require.that(mean.size() == 1 || mean.size() == channels, "data.mean",
            "is %s but images have %d channel%s; give one number, or one for each", mean, channels, channels == 1 ? "" : "s");
    }

    /// Whether training images differ from epoch to epoch.
    public boolean isRandom() {
        return cropPadding > 0 || horizontalFlip;
    }
}
