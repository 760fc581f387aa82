package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.kernel.Attentions;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import io.ringmaster.tensor.backend.kernel.Poolings;
import io.ringmaster.tensor.backend.kernel.Softmaxes;

/// The kernels that a maths library does many times faster than loops in Java.
sealed interface Maths permits OneDnnMaths, PlainMaths {

    void run(Attentions attention, int threads);

    void run(Matrices product, int threads);

    void run(Convolutions convolution, int threads);

    void run(Normalizations normalization, int threads);

    void run(Poolings pooling, int threads);

    void run(Softmaxes softmax, int threads);
}
