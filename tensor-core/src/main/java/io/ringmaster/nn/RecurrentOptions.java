package io.ringmaster.nn;

/// How a recurrent net is built.
///
/// @param dropout of what one layer hands to the next
record RecurrentOptions(
    long inputs, long hidden, int layers, boolean biased, boolean batchFirst, double dropout, boolean bidirectional) {

    RecurrentOptions {
        if (inputs < 1 || hidden < 1 || layers < 1) {
            throw new IllegalArgumentException("a recurrent net of %d layers from %d to %d; all three are 1 or more"
                .formatted(layers, inputs, hidden));
        }
        if (!(dropout >= 0 && dropout <= 1)) {
            throw new IllegalArgumentException("dropout probability %s; it lies between 0 and 1".formatted(dropout));
        }
    }

    static RecurrentOptions of(long inputs, long hidden) {
        return new RecurrentOptions(inputs, hidden, 1, true, false, 0, false);
    }

    RecurrentOptions layers(int count) {
        return new RecurrentOptions(inputs, hidden, count, biased, batchFirst, dropout, bidirectional);
    }

    RecurrentOptions biased(boolean wanted) {
        return new RecurrentOptions(inputs, hidden, layers, wanted, batchFirst, dropout, bidirectional);
    }

    RecurrentOptions batchFirst(boolean wanted) {
        return new RecurrentOptions(inputs, hidden, layers, biased, wanted, dropout, bidirectional);
    }

    RecurrentOptions dropout(double probability) {
        return new RecurrentOptions(inputs, hidden, layers, biased, batchFirst, probability, bidirectional);
    }

    RecurrentOptions bidirectional(boolean wanted) {
        return new RecurrentOptions(inputs, hidden, layers, biased, batchFirst, dropout, wanted);
    }

    int directions() {
        return bidirectional ? 2 : 1;
    }

    @Override
    public String toString() {
        return "%d to %d".formatted(inputs, hidden) + (layers == 1 ? "" : ", %d layers".formatted(layers))
            + (bidirectional ? ", both ways" : "") + (batchFirst ? ", batch first" : "")
            + (dropout == 0 ? "" : ", dropout " + dropout);
    }
}
