package io.ringmaster.tensor.backend.cpu.onednn;

import io.ringmaster.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;

/// Makes descriptors of memories and primitives, valid until it is closed.
abstract sealed class PrimitiveMaker implements AutoCloseable permits ProgramBuilder {

    /// What stands for a memory that a primitive does without.
    public static final Descriptor NONE = new Descriptor(MemorySegment.NULL);

    private static final int FLOAT32 = 3;
    private static final int LAYOUT_ANY = 1;
    private static final int MOST_DIMS = 12;
    private static final int FORWARD_TRAINING = 64;
    private static final int BACKWARD = 128;
    private static final int SCRATCHPAD_OF_USER = 1;
    private static final int GIVEN_STATISTICS = 0x1;
    private static final int AFFINE = 0x2 | 0x4;

    private final MemorySegment engine;
    private final Arena arena = Arena.ofConfined();
    private final Handles temporary = new Handles();
    private String work = "a program";

    PrimitiveMaker(MemorySegment engine) {
        this.engine = engine;
    }

    /// Says what messages call it.
    public void named(String format, Object... arguments) {
        work = String.format(Locale.ROOT, format, arguments);
    }

    String work() {
        return work;
    }

    // Memories

    /// As a tensor of float32 lies.
    public Descriptor of(Layout layout) {
        return strided(layout.shape().dims(), layout.strides());
    }

    public Descriptor strided(long[] dims, long[] strides) {
        return describe(dims, numbers(strides));
    }

    /// Row by row without gaps.
    public Descriptor plain(long... dims) {
        return describe(dims, MemorySegment.NULL);
    }

    private Descriptor describe(long[] dims, MemorySegment strides) {
        return own(Builds.create(
            work, "dnnl_memory_desc_create_with_strides", dims.length, numbers(dims), FLOAT32, strides));
    }

    /// A layout of the primitive's choice.
    public Descriptor any(long... dims) {
        return own(Builds.create(
            work, "dnnl_memory_desc_create_with_tag", dims.length, numbers(dims), FLOAT32, LAYOUT_ANY));
    }

    private Descriptor own(MemorySegment descriptor) {
        return new Descriptor(temporary.own(descriptor, "dnnl_memory_desc_destroy"));
    }

    private MemorySegment numbers(long[] values) {
        MemorySegment numbers = arena.allocate(ValueLayout.JAVA_LONG, MOST_DIMS);
        MemorySegment.copy(values, 0, numbers, ValueLayout.JAVA_LONG, 0, values.length);
        return numbers;
    }

    private MemorySegment numbers(List<Long> values) {
        return numbers(values.stream().mapToLong(Long::longValue).toArray());
    }

    // Primitives

    /// Makes a primitive's descriptor with its attributes.
    private interface Maker {

        MemorySegment make(MemorySegment attributes);
    }

    private Primitive primitive(PostOps postOps, Maker maker) {
        try (Handles attributes = new Handles()) {
            MemorySegment made = attributes.own(
                Builds.create(work, "dnnl_primitive_attr_create"), "dnnl_primitive_attr_destroy");
            Builds.call(work, "dnnl_primitive_attr_set_scratchpad_mode", made, SCRATCHPAD_OF_USER);
            if (!postOps.isEmpty()) {
                MemorySegment chain = attributes.own(
                    Builds.create(work, "dnnl_post_ops_create"), "dnnl_post_ops_destroy");
                postOps.appendTo(chain, work);
                Builds.call(work, "dnnl_primitive_attr_set_post_ops", made, chain);
            }
            return new Primitive(work, temporary.own(maker.make(made), "dnnl_primitive_desc_destroy"));
        }
    }

    /// `y = a b + bias`.
    public Primitive matmul(Descriptor a, Descriptor b, Descriptor bias, Descriptor y, PostOps postOps) {
        return primitive(postOps, attributes -> Builds.create(work, "dnnl_matmul_primitive_desc_create", engine,
            a.handle(), b.handle(), bias.handle(), y.handle(), attributes));
    }

    public Primitive convolution(Descriptor x, Descriptor w, Descriptor bias, Descriptor y, Steps over) {
        return primitive(PostOps.none(), attributes -> Builds.create(work, "dnnl_convolution_forward_primitive_desc_create",
            engine, FORWARD_TRAINING, Algorithm.CONVOLUTION_DIRECT.number(), x.handle(), w.handle(), bias.handle(),
            y.handle(), numbers(over.strides()), numbers(over.dilations()), numbers(over.before()),
            numbers(over.after()), attributes));
    }

    public Primitive convolutionInputGradient(Descriptor dx, Descriptor w, Descriptor dy, Steps over) {
        Primitive forward = convolution(dx, w, NONE, dy, over);
        return primitive(PostOps.none(), attributes -> Builds.create(
            work, "dnnl_convolution_backward_data_primitive_desc_create",
            engine, Algorithm.CONVOLUTION_DIRECT.number(), dx.handle(), w.handle(), dy.handle(),
            numbers(over.strides()), numbers(over.dilations()), numbers(over.before()), numbers(over.after()),
            forward.handle(), attributes));
    }

    /// @param dbias [#NONE] where it is not wanted
    public Primitive convolutionWeightGradient(Descriptor x, Descriptor dw, Descriptor dbias, Descriptor dy, Steps over) {
        Primitive forward = convolution(x, dw, dbias, dy, over);
        return primitive(PostOps.none(), attributes -> Builds.create(
            work, "dnnl_convolution_backward_weights_primitive_desc_create",
            engine, Algorithm.CONVOLUTION_DIRECT.number(), x.handle(), dw.handle(), dbias.handle(), dy.handle(),
            numbers(over.strides()), numbers(over.dilations()), numbers(over.before()), numbers(over.after()),
            forward.handle(), attributes));
    }

    public Primitive pooling(Algorithm algorithm, Descriptor x, Descriptor y, Steps over, List<Long> window) {
        return primitive(PostOps.none(), attributes -> Builds.create(work, "dnnl_pooling_forward_primitive_desc_create",
            engine, FORWARD_TRAINING, algorithm.number(), x.handle(), y.handle(), numbers(over.strides()),
            numbers(window), numbers(over.dilations()), numbers(over.before()), numbers(over.after()), attributes));
    }

    public Primitive poolingGradient(Algorithm algorithm, Descriptor dx, Descriptor dy, Steps over, List<Long> window) {
        Primitive forward = pooling(algorithm, dx, dy, over, window);
        return primitive(PostOps.none(), attributes -> Builds.create(work, "dnnl_pooling_backward_primitive_desc_create",
            engine, algorithm.number(), dx.handle(), dy.handle(), numbers(over.strides()), numbers(window),
            numbers(over.dilations()), numbers(over.before()), numbers(over.after()), forward.handle(), attributes));
    }

    /// With scale and shift.
    ///
    /// @param given whether mean and variance are given, not computed
    public Primitive batchNorm(Descriptor x, boolean given, float epsilon) {
        return primitive(PostOps.none(), attributes -> Builds.create(
            work, "dnnl_batch_normalization_forward_primitive_desc_create", engine, FORWARD_TRAINING, x.handle(),
            x.handle(), epsilon, given ? AFFINE | GIVEN_STATISTICS : AFFINE, attributes));
    }

    public Primitive batchNormGradient(Descriptor x, boolean given, float epsilon) {
        Primitive forward = batchNorm(x, given, epsilon);
        return primitive(PostOps.none(), attributes -> Builds.create(
            work, "dnnl_batch_normalization_backward_primitive_desc_create", engine, BACKWARD, x.handle(), x.handle(),
            x.handle(), epsilon, given ? AFFINE | GIVEN_STATISTICS : AFFINE, forward.handle(), attributes));
    }

    /// With scale and shift.
    ///
    /// @param statistics the layout of mean and variance
    public Primitive layerNorm(Descriptor x, Descriptor statistics, float epsilon) {
        return primitive(PostOps.none(), attributes -> Builds.create(
            work, "dnnl_layer_normalization_forward_primitive_desc_create", engine, FORWARD_TRAINING, x.handle(),
            x.handle(), statistics.handle(), epsilon, AFFINE, attributes));
    }

    public Primitive layerNormGradient(Descriptor x, Descriptor statistics, float epsilon) {
        Primitive forward = layerNorm(x, statistics, epsilon);
        return primitive(PostOps.none(), attributes -> Builds.create(
            work, "dnnl_layer_normalization_backward_primitive_desc_create", engine, BACKWARD, x.handle(), x.handle(),
            x.handle(), statistics.handle(), epsilon, AFFINE, forward.handle(),
            attributes));
    }

    /// Along the last dim.
    public Primitive softmax(Algorithm algorithm, Descriptor x) {
        int last = x.rank() - 1;
        return primitive(PostOps.none(), attributes -> Builds.create(work, "dnnl_softmax_forward_primitive_desc_create",
            engine, FORWARD_TRAINING, algorithm.number(), x.handle(), x.handle(), last, attributes));
    }

    public Primitive softmaxGradient(Algorithm algorithm, Descriptor y) {
        int last = y.rank() - 1;
        Primitive forward = softmax(algorithm, y);
        return primitive(PostOps.none(), attributes -> Builds.create(work, "dnnl_softmax_backward_primitive_desc_create",
            engine, algorithm.number(), y.handle(), y.handle(), y.handle(), last, forward.handle(), attributes));
    }

    /// A function of single elements.
    public Primitive eltwise(Algorithm algorithm, Descriptor x) {
        return primitive(PostOps.none(), attributes -> Builds.create(work, "dnnl_eltwise_forward_primitive_desc_create",
            engine, FORWARD_TRAINING, algorithm.number(), x.handle(), x.handle(), 0f, 0f, attributes));
    }

    public Primitive eltwiseGradient(Algorithm algorithm, Descriptor x) {
        Primitive forward = eltwise(algorithm, x);
        return primitive(PostOps.none(), attributes -> Builds.create(work, "dnnl_eltwise_backward_primitive_desc_create",
            engine, algorithm.number(), x.handle(), x.handle(), x.handle(), 0f, 0f, forward.handle(), attributes));
    }

    /// Copies from layout to layout, or adds.
    Primitive reorder(Descriptor from, Descriptor to, boolean adds) {
        return primitive(PostOps.none().sumIf(adds), attributes -> Builds.create(
            work, "dnnl_reorder_primitive_desc_create", from.handle(), engine, to.handle(), engine, attributes));
    }

    @Override
    public void close() {
        temporary.close();
        arena.close();
    }
}
