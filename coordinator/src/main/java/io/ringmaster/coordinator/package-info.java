/// The coordinator: a cluster singleton that forms generations, hands out work and ends the run.
///
/// Start reading at [Coordinator], then state by state, as its diagram goes; what it decides is in `membership` and `plan`,
/// what it shows in `observe`.
package io.ringmaster.coordinator;
