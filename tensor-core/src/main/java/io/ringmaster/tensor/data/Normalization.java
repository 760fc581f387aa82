package io.ringmaster.tensor.data;

/// How features are shifted and scaled before a model sees them: `(x - mean) / std`, with x in [0, 1].
public record Normalization(float mean, float std) {

    public static final Normalization NONE = new Normalization(0, 1);

    /// The mean and standard deviation of MNIST's 60,000 training images.
    public static final Normalization MNIST = new Normalization(0.1307f, 0.3081f);

    public Normalization {
        if (!Float.isFinite(mean)) {
            throw new DataException("the normalization's mean is %s; it must be a finite number, such as 0.1307", mean);
        }
        if (!Float.isFinite(std) || std <= 0) {
            throw new DataException(
                    "the normalization's std is %s; it must be a finite number above 0, such as 0.3081", std);
        }
    }

    /// What each of the 256 grey levels becomes.
    float[] levels() {
        float[] levels = new float[256];
        for (int level = 0; level < levels.length; level++) {
            levels[level] = (level / 255f - mean) / std;
        }
        return levels;
    }
}
