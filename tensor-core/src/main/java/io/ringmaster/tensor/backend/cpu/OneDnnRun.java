package io.ringmaster.tensor.backend.cpu;

import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.cpu.onednn.Call;
import io.ringmaster.tensor.backend.cpu.onednn.Key;
import io.ringmaster.tensor.backend.cpu.onednn.OneDnn;
import io.ringmaster.tensor.backend.cpu.onednn.ProgramBuilder;
import java.util.function.Consumer;

/// A program over tensors, ready to run again and again, wherever their blocks then lie. A run takes nothing from the heap.
///
/// Thread: one at a time, any.
final class OneDnnRun implements Runnable {

    private final OneDnn library;
    private final Call call;
    private final Tensor[] tensors;
    private final long[] addresses;

    /// @param key     of the calling thread's session, complete but for the threads
    /// @param tensors the program's given memories, by their places
    OneDnnRun(OneDnn library, Key key, int threads, Consumer<ProgramBuilder> recipe, Tensor... tensors) {
        this.library = library;
        this.tensors = tensors;
        call = library.session().call(key, threads, recipe);
        addresses = new long[tensors.length];
    }

    @Override
    public void run() {
        for (int place = 0; place < tensors.length; place++) {
            addresses[place] = tensors[place].address();
        }
        library.session().run(call, addresses);
    }
}
