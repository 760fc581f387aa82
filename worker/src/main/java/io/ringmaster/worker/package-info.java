/// One node's workers: the node's guardian, the worker actor, the training loop.
///
/// Start reading at [TrainingLoop], a step from top to bottom; then at [Worker], whose diagram names the files of its states.
package io.ringmaster.worker;
