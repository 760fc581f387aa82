/// The coordinator: a cluster singleton that forms generations, hands out work and ends the run.
///
/// Start reading at [Coordinator]; what it decides is in `membership` and `plan`, what it shows in `observe`.
package io.ringmaster.coordinator;
