/// One node's workers: the node's guardian, the worker actor, the training loop.
package io.ringmaster.worker;
