package io.ringmaster.tensor.backend.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The functions that build, called once for each new kind of work: found by name, their signatures read off the
/// arguments.
final class Builds {

    private static final Map<String, MethodHandle> BOUND = new ConcurrentHashMap<>();

    private Builds() {}

    /// Calls a function whose first parameter is where it leaves what it made.
    static MemorySegment create(String work, String function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment made = arena.allocate(ValueLayout.ADDRESS);
            Object[] all = new Object[arguments.length + 1];
            all[0] = made;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            Status.check(status(function, all), work, function);
            return made.get(ValueLayout.ADDRESS, 0);
        }
    }

    static void call(String work, String function, Object... arguments) {
        Status.check(status(function, arguments), work, function);
    }

    static int status(String function, Object... arguments) {
        return (int) invoke(function, ValueLayout.JAVA_INT, arguments);
    }

    static MemorySegment pointer(String function, Object... arguments) {
        return (MemorySegment) invoke(function, ValueLayout.ADDRESS, arguments);
    }

    static long size(String function, Object... arguments) {
        return (long) invoke(function, ValueLayout.JAVA_LONG, arguments);
    }

    private static Object invoke(String function, MemoryLayout result, Object... arguments) {
        MethodHandle handle = BOUND.computeIfAbsent(function, name -> {
            MemoryLayout[] parameters = new MemoryLayout[arguments.length];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = layout(arguments[i]);
            }
            return Libraries.oneDnn(name, FunctionDescriptor.of(result, parameters));
        });
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable failure) {
            throw Calls.unexpected(failure);
        }
    }

    private static MemoryLayout layout(Object argument) {
        return switch (argument) {
            case MemorySegment _ -> ValueLayout.ADDRESS;
            case Integer _ -> ValueLayout.JAVA_INT;
            case Long _ -> ValueLayout.JAVA_LONG;
            case Float _ -> ValueLayout.JAVA_FLOAT;
            default -> throw new IllegalArgumentException(argument + " as an argument of a C function");
        };
    }
}
