package io.ringmaster.tensor.backend;

/// How a backend is found: a service ([java.util.ServiceLoader]) of this type.
public interface BackendProvider {

    /// The kind of its devices: `cpu`.
    String kind();

    /// How many devices of the kind this machine has.
    int devices();

    /// Called once for each device in use.
    Backend open(int index, BackendOptions options);
}
