package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Layout;
import io.ringmaster.tensor.Scope;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.Window;
import io.ringmaster.tensor.backend.Windows;
import io.ringmaster.tensor.backend.cpu.onednn.Algorithm;
import io.ringmaster.tensor.backend.cpu.onednn.Argument;
import io.ringmaster.tensor.backend.cpu.onednn.Descriptor;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.cpu.onednn.Primitive;
import io.ringmaster.tensor.backend.cpu.onednn.Primitive.Side;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import io.ringmaster.tensor.backend.cpu.onednn.Session;
import io.ringmaster.tensor.backend.cpu.onednn.Steps;
import io.ringmaster.tensor.backend.kernel.Poolings;
import io.ringmaster.tensor.backend.reference.PoolingKernels;
import java.util.List;

/// Pools by oneDNN over channels-last memory, but for the rare ones that it doesn't know.
record OneDnnPoolings(OneDnn library) {

    Runnable prepared(Poolings pooling, int threads) {
        return switch (pooling) {
            case Poolings.Max(var over, var x, var y, var places) -> forward(
                new Form(Algorithm.POOLING_MAX, over, x.shape(), y.tensor().shape()), x, y, places.tensor(), threads);
            case Poolings.MaxGradient(var over, var places, var dy, var dx) -> gradient(
                new Form(Algorithm.POOLING_MAX, over, dx.tensor().shape(), dy.shape()), places, dy, dx, threads);
            case Poolings.Average(var over, var countsPadding, var x, var y) -> {
                Form form = new Form(average(countsPadding), over, x.shape(), y.tensor().shape());
                yield countsPadding && form.reachesBeyondPadding()
                    ? () -> PoolingKernels.run(pooling) : forward(form, x, y, x, threads);
            }
            case Poolings.AverageGradient(var over, var countsPadding, var dy, var dx) -> {
                Form form = new Form(average(countsPadding), over, dx.tensor().shape(), dy.shape());
                yield countsPadding && form.reachesBeyondPadding()
                    ? () -> PoolingKernels.run(pooling) : gradient(form, dy, dy, dx, threads);
            }
            case Poolings.AdaptiveAverage _, Poolings.AdaptiveAverageGradient _ -> () -> PoolingKernels.run(pooling);
        };
    }

    private static Algorithm average(boolean countsPadding) {
        return countsPadding ? Algorithm.POOLING_AVERAGE_WITH_PADDING : Algorithm.POOLING_AVERAGE_WITHOUT_PADDING;
    }

    /// What a pool's programs depend on.
    private record Form(Algorithm algorithm, Windows over, Shape x, Shape y) {

        boolean isMax() {
            return algorithm == Algorithm.POOLING_MAX;
        }

        boolean reachesBeyondPadding() {
            return after(2, over.height()) > over.height().after() || after(3, over.width()) > over.width().after();
        }

        /// Padding that the last window reaches into.
        private long after(int dim, Window window) {
            return Math.max(0, window.place(y.dim(dim) - 1, window.size() - 1) + 1 - x.dim(dim));
        }

        private Steps steps() {
            Window height = over.height();
            Window width = over.width();
            return new Steps(List.of(height.stride(), width.stride()), List.of(height.dilation() - 1, width.dilation() - 1),
                List.of(height.before(), width.before()), List.of(after(2, height), after(3, width)));
        }

        private List<Long> size() {
            return List.of(over.height().size(), over.width().size());
        }

        Key key(Session session, int work) {
            Key key = session.key(work).add(algorithm.number());
            for (int dim = 0; dim < 4; dim++) {
                key.add(x.dim(dim)).add(y.dim(dim));
            }
            for (Window window : new Window[] {over.height(), over.width()}) {
                key.add(window.size()).add(window.stride()).add(window.dilation()).add(window.before());
            }
            return key;
        }

        Descriptor images(ProgramBuilder to) {
            return to.of(Layout.channelsLast(x));
        }

        Descriptor results(ProgramBuilder to) {
            return to.of(Layout.channelsLast(y));
        }
    }

    /// @param places of a max pool's largest elements
    private Runnable forward(Form form, Tensor x, Output y, Tensor places, int threads) {
        Layout images = Layout.channelsLast(form.x());
        Layout results = Layout.channelsLast(form.y());
        if (Inputs.lies(x, images) && Staged.isTarget(y, results)) {
            return forward(form, x, y.tensor(), places, threads);
        }
        return () -> {
            try (Scope _ = Scope.open()) {
                Tensor target = Staged.target(y, results);
                forward(form, Inputs.as(x, images), target, places, threads).run();
                Staged.deliver(target, y);
            }
        };
    }

    private Runnable forward(Form form, Tensor x, Tensor y, Tensor places, int threads) {
        return new OneDnnRun(library, form.key(library.session(), Work.POOLING), threads, to -> {
            to.named("%s", form);
            Primitive primitive = to.pooling(
                form.algorithm(), form.images(to), form.results(to), form.steps(), form.size());
            ProgramBuilder.Arguments arguments = to.run(primitive)
                .with(Argument.SRC, to.given(0, form.images(to))).with(Argument.DST, to.given(1, form.results(to)));
            if (form.isMax()) {
                arguments.with(Argument.WORKSPACE, to.given(2, workspace(primitive, places)));
            }
            arguments.end();
        }, x, y, places);
    }

    private Runnable gradient(Form form, Tensor places, Tensor dy, Output dx, int threads) {
        Layout images = Layout.channelsLast(form.x());
        Layout results = Layout.channelsLast(form.y());
        if (Inputs.lies(dy, results) && Staged.isTarget(dx, images)) {
            return gradient(form, places, dy, dx.tensor(), threads);
        }
        return () -> {
            try (Scope _ = Scope.open()) {
                Tensor target = Staged.target(dx, images);
                gradient(form, places, Inputs.as(dy, results), target, threads).run();
                Staged.deliver(target, dx);
            }
        };
    }

    private Runnable gradient(Form form, Tensor places, Tensor dy, Tensor dx, int threads) {
        return new OneDnnRun(library, form.key(library.session(), Work.POOLING_GRADIENT), threads, to -> {
            to.named("gradient of %s", form);
            Primitive primitive = to.poolingGradient(
                form.algorithm(), form.images(to), form.results(to), form.steps(), form.size());
            ProgramBuilder.Arguments arguments = to.run(primitive)
                .with(Argument.DIFF_DST, to.given(0, form.results(to)))
                .with(Argument.DIFF_SRC, to.given(1, form.images(to)));
            if (form.isMax()) {
                arguments.with(Argument.WORKSPACE, to.given(2, workspace(primitive, places)));
            }
            arguments.end();
        }, dy, dx, places);
    }

    /// How the library remembers places; the tensor they lie in is as long.
    private static Descriptor workspace(Primitive primitive, Tensor places) {
        Descriptor workspace = primitive.wants(Side.WORKSPACE);
        long bytes = places.elements() * places.dtype().bytes();
        if (workspace.bytes() != bytes) {
            throw new IllegalStateException("oneDNN remembers a max pool's places in %d bytes, the tensor for them has %d"
                .formatted(workspace.bytes(), bytes));
        }
        return workspace;
    }
}
