package io.ringmaster.nn;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.autograd.Autograd;
import io.ringmaster.tensor.op.Op;

/// What convolution layers share: a window of weights that moves over signals or images.
///
/// @param <N> the layer itself
abstract sealed class ConvolutionLayer<N extends ConvolutionLayer<N>> extends Layer permits Conv1d, Conv2d, ConvTranspose2d {

    private final ConvolutionOptions options;
    private final Parameter weight;
    private final Parameter bias;

    ConvolutionLayer(ConvolutionOptions options, Shape weights) {
        this.options = options;
        long fanIn = weights.elements() / weights.dim(0);
        weight = parameter("weight", weights, Initializer.layerDefault(fanIn));
        bias = parameterIf(options.biased(), "bias", Shape.of(options.outputs()), Initializer.layerDefault(fanIn));
    }

    final ConvolutionOptions options() {
        return options;
    }

    abstract N with(ConvolutionOptions changed);

    abstract Op op();

    /// Another one, whose window moves on by so many elements.
    public final N stride(long elements) {
        return with(options.stride(elements, elements));
    }

    /// Another one, with so many zeros on all sides.
    public final N padding(long elements) {
        return with(options.padding(elements, elements));
    }

    /// Another one, whose window takes every so manyth element.
    public final N dilation(long elements) {
        return with(options.dilation(elements, elements));
    }

    /// Another one, whose channels are cut into so many groups, each apart from the others.
    public final N groups(long count) {
        return with(options.groups(count));
    }

    /// Another one, with a bias or without.
    public final N bias(boolean wanted) {
        return with(options.biased(wanted));
    }

    @Override
    public final Tensor forward(Tensor x) {
        return Samples.batched(x, options.dims() + 2, this::convolved);
    }

    private Tensor convolved(Tensor x) {
        Tensor padded = options.padding().mode().pad(x, options.padded());
        return options.biased()
            ? Autograd.apply(op(), padded, weight.tensor(), bias.tensor())
            : Autograd.apply(op(), padded, weight.tensor());
    }

    @Override
    protected final String describe() {
        return options.toString();
    }
}
