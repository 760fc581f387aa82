package io.ringmaster.launch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/// The signals that this process takes into its own hands, until closed.
///
/// Java has no public way to hear a signal more than once: a shutdown hook hears the first and makes the JVM deaf. The
/// JDK keeps `sun.misc.Signal` for this use (module `jdk.unsupported`, JEP 260), but the compiler warns of whoever names
/// it, and nothing silences that; so it is looked up.
///
/// Thread: handlers run on threads of the JVM's own.
public final class Signals implements AutoCloseable {

    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private final Deque<Runnable> restore = new ArrayDeque<>();

    /// Has this handler called with the signal's number. A signal that the process was started to ignore stays ignored.
    ///
    /// @param name without SIG: `INT`
    public Signals on(String name, IntConsumer handler) {
        try {
            Class<?> type = Class.forName(SIGNAL);
            Object signal = type.getConstructor(String.class).newInstance(name);
            Object before = install(signal, adapted(handler, type));
            restore.push(() -> restore(signal, before));
            return this;
        } catch (ReflectiveOperationException refused) {
            throw new IllegalStateException("SIG" + name + " can't be handled", refused);
        }
    }

    /// As a handler of the JDK's kind.
    private static Object adapted(IntConsumer handler, Class<?> type) throws ReflectiveOperationException {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle accept = lookup.findVirtual(IntConsumer.class, "accept", MethodType.methodType(void.class, int.class));
        MethodHandle number = lookup.findVirtual(type, "getNumber", MethodType.methodType(int.class));
        return MethodHandleProxies.asInterfaceInstance(
            Class.forName(HANDLER), MethodHandles.filterArguments(accept.bindTo(handler), 0, number));
    }

    /// Returns what handled the signal before.
    private static Object install(Object signal, Object handler) throws ReflectiveOperationException {
        Method handle = signal.getClass().getMethod("handle", signal.getClass(), Class.forName(HANDLER));
        return handle.invoke(null, signal, handler);
    }

    private static void restore(Object signal, Object before) {
        try {
            install(signal, before);
        } catch (ReflectiveOperationException refused) {
            throw new IllegalStateException(signal + " can't be left to what handled it before", refused);
        }
    }

    @Override
    public void close() {
        while (!restore.isEmpty()) {
            restore.pop().run();
        }
    }
}
