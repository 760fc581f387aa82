/// oneDNN's C interface through the foreign-function API: descriptors, primitives, and programs of primitives that are
/// built once for each kind of work and shapes and then run many times.
///
/// Start at [Session][io.ringmaster.tensor.backend.cpu.onednn.Session].
package io.ringmaster.tensor.backend.cpu.onednn;
