/// Samples and how they reach a training loop.
///
/// Start at [Dataset][io.ringmaster.tensor.data.Dataset] and [DataLoader][io.ringmaster.tensor.data.DataLoader]. Nothing here
/// depends on threads or on what was read before: a sample is a function of (seed, epoch, index), an order one of (seed,
/// epoch). `docs/tensor-core.md` has an example of each.
package io.ringmaster.tensor.data;
