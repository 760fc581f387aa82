package io.ringmaster.tensor.data;

import io.ringmaster.tensor.Shape;
import java.lang.foreign.MemorySegment;

/// Labelled samples by index.
///
/// Thread: immutable, so any number at once.
public interface Dataset {

    long size();

    /// The shape of one sample's features: `[1, 28, 28]` for small grey images.
    Shape features();

    /// How many classes there are; labels are 0 to one less.
    int classes();

    /// Writes one sample's features as float32, row after row.
    ///
    /// @param offsetBytes where in `features` the first one goes
    void read(long index, MemorySegment features, long offsetBytes);

    int label(long index);

    /// A hex digest of all that samples and labels are made of. Equal digests mean equal samples, on any host.
    String fingerprint();

    /// The samples `from` to `to` - 1, as a view.
    default Dataset slice(long from, long to) {
        return DatasetSlice.of(this, from, to);
    }
}
