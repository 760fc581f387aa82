package io.ringmaster.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Owns the memory of every tensor that its thread makes while it is the innermost open scope, and gives it back to
/// the allocator at its end.
///
/// ```java
/// try (Scope scope = Scope.open()) {
///     Tensor loss = Loss.crossEntropy(model.forward(images), labels);
///     loss.backward();
/// }
/// ```
/// A tensor made outside any scope belongs to whoever made it, who closes it.
public final class Scope implements AutoCloseable {

    private static final ThreadLocal<Scope> INNERMOST = new ThreadLocal<>();

    private final Scope enclosing;
    private final Thread thread = Thread.currentThread();
    private List<Storage> owned = List.of();
    private boolean closed;

    private Scope(Scope enclosing) {
        this.enclosing = enclosing;
    }

    public static Scope open() {
        Scope scope = new Scope(INNERMOST.get());
        INNERMOST.set(scope);
        return scope;
    }

    /// Runs `body` as if no scope were open: what it makes has no owner but its caller.
    public static <T> T outside(Supplier<T> body) {
        Scope innermost = INNERMOST.get();
        INNERMOST.remove();
        try {
            return body.get();
        } finally {
            restore(innermost);
        }
    }

    /// Runs `body`, which makes a tensor by several ops. What they make in between is freed at once, unless backward will
    /// need it: then it goes to the scope that is open here, or outside any scope with the tensor that they make.
    static Tensor composed(Supplier<Tensor> body) {
        try (Scope scope = open()) {
            Tensor result = scope.keep(body.get());
            if (result.requiresGrad()) {
                scope.passOn(result.storage());
            }
            return result;
        }
    }

    private void passOn(Storage result) {
        for (Storage storage : owned) {
            if (storage.owner() == this) {
                give(storage, enclosing);
                if (enclosing == null) {
                    result.takeAlong(storage);
                }
            }
        }
    }

    /// Lets a tensor of this scope live on: in the enclosing scope, or where there is none with the caller.
    public Tensor keep(Tensor tensor) {
        Storage storage = tensor.storage();
        storage.requireLive();
        if (storage.owner() == this) {
            give(storage, enclosing);
        }
        return tensor;
    }

    /// Makes the innermost scope of this thread the owner, if there is one.
    static void adopt(Storage storage) {
        give(storage, INNERMOST.get());
    }

    /// Makes a scope the owner, or where it is null whoever holds the tensor.
    static void give(Storage storage, Scope scope) {
        storage.setOwner(scope);
        if (scope != null) {
            if (scope.owned.isEmpty()) {
                scope.owned = new ArrayList<>();
            }
            scope.owned.add(storage);
        }
    }

    /// Throws [IllegalStateException] where another thread opened this scope or an inner one is still open.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException(
                "a scope of thread '%s' closed by thread '%s'; the thread that opens a scope closes it"
                    .formatted(thread.getName(), Thread.currentThread().getName()));
        }
        if (INNERMOST.get() != this) {
            throw new IllegalStateException(
                "a scope closed while one inside it is open; close them in reverse order, best by try-with-resources");
        }
        closed = true;
        for (Storage storage : owned.reversed()) {
            if (storage.owner() == this) {
                storage.free("when the scope it was made in closed; Scope.keep lets a tensor live on");
            }
        }
        restore(enclosing);
    }

    private static void restore(Scope scope) {
        if (scope == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(scope);
        }
    }
}
