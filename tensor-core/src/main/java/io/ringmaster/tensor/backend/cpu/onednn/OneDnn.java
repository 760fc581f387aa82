package io.ringmaster.tensor.backend.cpu.onednn;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/// The maths library oneDNN. It stays loaded as long as the process lives.
///
/// Thread: any; each has a [Session] of its own.
public final class OneDnn {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final int CPU = 1;

    private final MemorySegment engine;
    private final ThreadLocal<Open> sessions = ThreadLocal.withInitial(this::open);

    /// A thread's session, and the end of what it holds.
    private record Open(Session session, Cleaner.Cleanable end) {}

    private OneDnn(MemorySegment engine) {
        this.engine = engine;
    }

    /// Loads the library with the OpenMP runtime that it needs, unless this process has them already.
    ///
    /// Throws [IOException], [IllegalArgumentException] or [UnsatisfiedLinkError] where they don't load here.
    public static OneDnn load(Libraries.Files files) throws IOException {
        Libraries.load(files);
        return new OneDnn(Builds.create("the CPU", "dnnl_engine_create", CPU, 0L));
    }

    /// The calling thread's.
    public Session session() {
        return sessions.get().session;
    }

    /// Frees what is held for the calling thread now, and not only when nobody refers to the thread any longer.
    public void endThread() {
        sessions.get().end.clean();
        sessions.remove();
    }

    private Open open() {
        Session.State state = new Session.State(engine);
        Session session = new Session(engine, state);
        return new Open(session, CLEANER.register(session, state));
    }
}
