package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.cpu.onednn.Primitive;
import io.ringmaster.tensor.backend.cpu.onednn.Program;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import io.ringmaster.tensor.backend.cpu.onednn.Session;
import io.ringmaster.tensor.backend.kernel.Normalizations;

/// Batch and layer norm by oneDNN. Both see rows of one length: a batch norm's are the channels of one place of an image,
/// which lie together in channels-last memory, and its statistics are the columns'.
record OneDnnNormalizations(OneDnn library) {

    /// Sums over the batch or over rows are divided among the library's threads; with one the result doesn't depend on
    /// their number.
    private static final int ONE_THREAD = 1;

    void run(Normalizations normalization, int threads) {
        try (Scope _ = Scope.open()) {
            switch (normalization) {
                case Normalizations.Batch(var epsilon, var x, var w, var b, var y, var mean, var variance) -> {
                    Form form = Form.batch(x, epsilon, false);
                    Tensor means = Staged.target(mean, form.statistics());
                    Tensor variances = Staged.target(variance, form.statistics());
                    forward(form, new Forward(x, w, b, means, variances, y), ONE_THREAD);
                    Staged.deliver(means, mean);
                    Staged.deliver(variances, variance);
                }
                case Normalizations.GivenBatch(var epsilon, var x, var w, var b, var mean, var variance, var y) ->
                    forward(Form.batch(x, epsilon, true),
                        new Forward(x, w, b, Inputs.contiguous(mean), Inputs.contiguous(variance), y), threads);
                case Normalizations.BatchGradient(var given, var epsilon, var x, var w, var mean, var variance, var dy,
                    var dx, var dw, var db) ->
                    gradient(Form.batch(x, epsilon, given), new Gradient(x, w, mean, variance, dy, dx, dw, db));
                case Normalizations.Layer(var epsilon, var x, var w, var b, var y, var mean, var variance) -> {
                    Form form = Form.layer(x, w, epsilon);
                    Tensor means = Staged.target(mean, form.statistics());
                    Tensor variances = Staged.target(variance, form.statistics());
                    forward(form, new Forward(x, w, b, means, variances, y), threads);
                    Staged.deliver(means, mean);
                    Staged.deliver(variances, variance);
                }
                case Normalizations.LayerGradient(var epsilon, var x, var w, var mean, var variance, var dy, var dx, var dw,
                    var db) -> gradient(Form.layer(x, w, epsilon), new Gradient(x, w, mean, variance, dy, dx, dw, db));
                case Normalizations.RootMeanSquare scaled -> RootMeanSquareKernels.run(scaled);
                case Normalizations.RootMeanSquareGradient gradient -> RootMeanSquareKernels.run(gradient);
            }
        }
    }

    /// What a normalization's programs depend on.
    ///
    /// @param layout  in which its tensors lie, row by row
    /// @param columns in a row
    /// @param perRow  whether each row has its statistics, not each column
    /// @param given   whether the statistics are given
    private record Form(Layout layout, long columns, boolean perRow, boolean given, float epsilon) {

        static Form batch(Tensor x, double epsilon, boolean given) {
            return new Form(Layout.channelsLast(x.shape()), x.dim(1), false, given, (float) epsilon);
        }

        static Form layer(Tensor x, Tensor w, double epsilon) {
            return new Form(Layout.contiguous(x.shape()), w.elements(), true, false, (float) epsilon);
        }

        private long rows() {
            return layout.shape().elements() / columns;
        }

        Layout statistics() {
            return Layout.contiguous(Shape.of(perRow ? rows() : columns));
        }

        Key key(Session session, int work) {
            return session.key(work).add(rows()).add(columns).add(perRow).add(given).add(Float.floatToIntBits(epsilon));
        }

        /// A batch norm's rows as one image of height 1, the form that the library computes fastest.
        Descriptor data(ProgramBuilder to) {
            return perRow ? to.plain(rows(), columns)
                : to.of(Layout.channelsLast(Shape.of(1, columns, 1, rows())));
        }

        Descriptor statistics(ProgramBuilder to) {
            return to.plain(perRow ? rows() : columns);
        }

        Primitive forward(ProgramBuilder to) {
            return perRow ? to.layerNorm(data(to), statistics(to), epsilon) : to.batchNorm(data(to), given, epsilon);
        }

        Primitive gradient(ProgramBuilder to) {
            return perRow ? to.layerNormGradient(data(to), statistics(to), epsilon)
                : to.batchNormGradient(data(to), given, epsilon);
        }
    }

    /// @param mean     where it is read or written, as the form says; so the variance
    private record Forward(Tensor x, Tensor w, Tensor b, Tensor mean, Tensor variance, Output y) {}

    private void forward(Form form, Forward of, int threads) {
        Session session = library.session();
        Program program = session.program(form.key(session, Work.NORM), threads, to -> {
            to.named("norm of %s", form);
            Descriptor columns = to.plain(form.columns());
            to.run(form.forward(to)).with(Argument.SRC, to.given(0, form.data(to)))
                .with(Argument.SCALE, to.given(1, columns)).with(Argument.SHIFT, to.given(2, columns))
                .with(Argument.MEAN, to.given(3, form.statistics(to)))
                .with(Argument.VARIANCE, to.given(4, form.statistics(to)))
                .with(Argument.DST, to.given(5, form.data(to))).end();
        });
        Tensor target = Staged.target(of.y(), form.layout());
        session.run(program, address(Inputs.as(of.x(), form.layout())), address(Inputs.contiguous(of.w())),
            address(Inputs.contiguous(of.b())), address(of.mean()), address(of.variance()), address(target));
        Staged.deliver(target, of.y());
    }

    private record Gradient(Tensor x, Tensor w, Tensor mean, Tensor variance, Tensor dy, Output dx, Output dw, Output db) {}

    private void gradient(Form form, Gradient of) {
        Session session = library.session();
        Program program = session.program(form.key(session, Work.NORM_GRADIENT), ONE_THREAD, to -> {
            to.named("norm gradient of %s", form);
            Descriptor data = form.data(to);
            Descriptor columns = to.plain(form.columns());
            to.run(form.gradient(to)).with(Argument.SRC, to.given(0, data)).with(Argument.SCALE, to.given(1, columns))
                .with(Argument.MEAN, to.given(2, form.statistics(to)))
                .with(Argument.VARIANCE, to.given(3, form.statistics(to)))
                .with(Argument.DIFF_DST, to.given(4, data)).with(Argument.DIFF_SRC, to.given(5, data))
                .with(Argument.DIFF_SCALE, to.given(6, columns)).with(Argument.DIFF_SHIFT, to.given(7, columns)).end();
        });
        Tensor dx = Staged.target(of.dx(), form.layout());
        Tensor dw = Staged.target(of.dw(), Layout.contiguous(of.dw().tensor().shape()));
        Tensor db = Staged.target(of.db(), Layout.contiguous(of.db().tensor().shape()));
        session.run(program, address(Inputs.as(of.x(), form.layout())), address(Inputs.contiguous(of.w())),
            address(Inputs.contiguous(of.mean())), address(Inputs.contiguous(of.variance())),
            address(Inputs.as(of.dy(), form.layout())), address(dx), address(dw), address(db));
        Staged.deliver(dx, of.dx());
        Staged.deliver(dw, of.dw());
        Staged.deliver(db, of.db());
    }

    private static long address(Tensor tensor) {
        return tensor.memory().address();
    }
}
