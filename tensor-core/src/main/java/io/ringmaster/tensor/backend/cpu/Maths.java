package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.kernel.Attentions;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import io.ringmaster.tensor.backend.kernel.Poolings;
import io.ringmaster.tensor.backend.kernel.Softmaxes;

/// The kernels that a maths library does many times faster than loops in Java. What is prepared is as [Backend#prepared] has it.
sealed interface Maths permits OneDnnMaths, PlainMaths {

    Runnable prepared(Elements function, int threads);

    void run(Attentions attention, int threads);

    Runnable prepared(Matrices product, int threads);

    Runnable prepared(Convolutions convolution, int threads);

    void run(Normalizations normalization, int threads);

    Runnable prepared(Poolings pooling, int threads);

    void run(Softmaxes softmax, int threads);

    /// See [Backend#endThread].
    void endThread();
}
