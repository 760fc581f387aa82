/// What backends can do, as values: [Kernel] and its groups. Ops make them, backends run them.
package io.ringmaster.tensor.backend.kernel;
