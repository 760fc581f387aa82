/// Collectives over a ring of workers: every chunk is an Akka message between neighbours.
///
/// [Segmentation] cuts a buffer into segments and chunks; [AllReduce] is the algorithm, as a state machine without
/// actors; [Ring] is the actor that moves its chunks, keeps its deadline and drops what is stale.
package io.ringmaster.worker.collective;
