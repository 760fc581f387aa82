/// Steps that repeat: what a body does is recorded, planned once, and run again with the same memory.
///
/// Start at [PlannedStep][io.ringmaster.tensor.plan.PlannedStep].
package io.ringmaster.tensor.plan;
