package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.kernel.Attentions;
import io.ringmaster.tensor.backend.kernel.Convolutions;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Matrices;
import io.ringmaster.tensor.backend.kernel.Normalizations;
import io.ringmaster.tensor.backend.kernel.Poolings;
import io.ringmaster.tensor.backend.kernel.Softmaxes;
import java.io.IOException;

/// By oneDNN.
final class OneDnnMaths implements Maths {

    private static final String RESOURCES = "/org/bytedeco/dnnl/linux-x86_64/";

    private final OneDnn library;
    private final OneDnnAttentions attentions;
    private final OneDnnElements elements;
    private final OneDnnMatrices matrices;
    private final OneDnnConvolutions convolutions;
    private final OneDnnNormalizations normalizations;
    private final OneDnnPoolings poolings;
    private final OneDnnSoftmaxes softmaxes;

    private OneDnnMaths(OneDnn library) {
        this.library = library;
        attentions = new OneDnnAttentions(library);
        elements = new OneDnnElements(library);
        matrices = new OneDnnMatrices(library);
        convolutions = new OneDnnConvolutions(library);
        normalizations = new OneDnnNormalizations(library);
        poolings = new OneDnnPoolings(library);
        softmaxes = new OneDnnSoftmaxes(library);
    }

    /// Throws [IOException], [IllegalArgumentException] or [UnsatisfiedLinkError] where the libraries don't load here.
    static OneDnnMaths load(NativeLibraries libraries) throws IOException {
        return new OneDnnMaths(OneDnn.load(name -> libraries.unpack(RESOURCES + name)));
    }

    @Override
    public Runnable prepared(Elements function, int threads) {
        return elements.prepared(function, threads);
    }

    @Override
    public void run(Attentions attention, int threads) {
        attentions.run(attention, threads);
    }

    @Override
    public Runnable prepared(Matrices product, int threads) {
        return matrices.prepared(product, threads);
    }

    @Override
    public Runnable prepared(Convolutions convolution, int threads) {
        return convolutions.prepared(convolution, threads);
    }

    @Override
    public void run(Normalizations normalization, int threads) {
        normalizations.run(normalization, threads);
    }

    @Override
    public Runnable prepared(Poolings pooling, int threads) {
        return poolings.prepared(pooling, threads);
    }

    @Override
    public void run(Softmaxes softmax, int threads) {
        softmaxes.run(softmax, threads);
    }

    @Override
    public void endThread() {
        library.endThread();
    }
}
