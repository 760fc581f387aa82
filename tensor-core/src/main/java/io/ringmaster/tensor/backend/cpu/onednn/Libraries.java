package io.ringmaster.tensor.backend.cpu.onednn;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// The shared libraries of this process, loaded once: those who come later share them.
public final class Libraries {

    private static SymbolLookup openMp;
    private static SymbolLookup oneDnn;

    private Libraries() {}

    /// Where a library's file lies, unpacked at need.
    @FunctionalInterface
    public interface Files {

        Path find(String name) throws IOException;
    }

    /// The OpenMP runtime first: it is the smaller, so another platform fails before the large one is unpacked.
    @SuppressWarnings("restricted")   // the one place that loads native code
    static synchronized void load(Files files) throws IOException {
        if (oneDnn == null) {
            openMp = SymbolLookup.libraryLookup(files.find("libgomp.so.1"), Arena.global());
            oneDnn = SymbolLookup.libraryLookup(files.find("libdnnl.so.3"), Arena.global());
        }
    }

    static synchronized MethodHandle openMp(String function, FunctionDescriptor signature) {
        return bind(openMp, function, signature);
    }

    static synchronized MethodHandle oneDnn(String function, FunctionDescriptor signature) {
        return bind(oneDnn, function, signature);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind(SymbolLookup library, String function, FunctionDescriptor signature) {
        return Linker.nativeLinker().downcallHandle(
            library.find(function).orElseThrow(() -> new UnsatisfiedLinkError("no function " + function)), signature);
    }
}
