package io.ringmaster.tensor.backend.cpu.onednn;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// One thread's access to oneDNN: the programs that it has built, the least recently used of which give way to new ones.
///
/// ```java
/// Session session = oneDnn.session();
/// Program program = session.program(
///     session.key(Work.COPY).add(x.layout()).add(y.layout()), threads, builder -> { ... });
/// session.run(program, x.memory().address(), y.memory().address());
/// ```
/// Thread: its own. What it holds is freed by [OneDnn#endThread], or else some time after the thread ended.
public final class Session {

    /// Enough for every kind of work of a deep net with several batch sizes.
    static final int MOST_PROGRAMS = 2048;

    private final MemorySegment engine;
    private final State state;
    private final Key key = new Key();

    Session(MemorySegment engine, State state) {
        this.engine = engine;
        this.state = state;
    }

    /// All that must be freed, apart from the session so that it can be when nobody refers to that any longer.
    static final class State implements Runnable {

        private final MemorySegment stream;
        private final Handles handles = new Handles();
        private final ScratchMemory scratch = new ScratchMemory();
        private final Map<Key, Program> programs = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Program> eldest) {
                boolean full = size() > MOST_PROGRAMS;
                if (full) {
                    eldest.getValue().close();
                }
                return full;
            }
        };

        State(MemorySegment engine) {
            stream = handles.own(
                Builds.create("a thread's stream", "dnnl_stream_create", engine, IN_ORDER), "dnnl_stream_destroy");
        }

        private static final int IN_ORDER = 1;

        @Override
        public void run() {
            programs.values().forEach(Program::close);
            programs.clear();
            scratch.close();
            handles.close();
        }
    }

    /// The session's key, started anew: to be completed and passed on at once.
    ///
    /// @param work a number for the kind of work
    public Key key(int work) {
        return key.start(work);
    }

    /// The program of that key for that many threads, built if it is new.
    ///
    /// @param recipe builds it; depends on nothing but what the key holds
    public Program program(Key wanted, int threads, Consumer<ProgramBuilder> recipe) {
        wanted.add(threads);
        Program known = state.programs.get(wanted);
        return known == null ? build(wanted.copy(), threads, recipe) : known;
    }

    /// A program that is to run many times. The key is complete but for the threads.
    ///
    /// @param recipe as for [#program]
    public Call call(Key wanted, int threads, Consumer<ProgramBuilder> recipe) {
        return new Call(wanted.add(threads).copy(), threads, recipe);
    }

    private Program build(Key kept, int threads, Consumer<ProgramBuilder> recipe) {
        Calls.setThreads(threads);
        try (ProgramBuilder builder = new ProgramBuilder(engine)) {
            recipe.accept(builder);
            Program built = Program.build(builder, engine, threads);
            state.programs.put(kept, built);
            return built;
        }
    }

    /// @param addresses of the given memories, by their places
    public void run(Program program, long... addresses) {
        Calls.setThreads(program.threads());
        program.run(state.stream, state.scratch.atLeast(program.bytes()), addresses);
    }

    /// As [#run(Program, long...)], of the program that is called.
    public void run(Call call, long[] addresses) {
        Program known = state.programs.get(call.key());
        run(known == null ? build(call.key(), call.threads(), call.recipe()) : known, addresses);
    }

    /// How many programs are held.
    int programs() {
        return state.programs.size();
    }
}
