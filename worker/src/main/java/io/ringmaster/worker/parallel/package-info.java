/// How the work of a step is cut: shards' samples, buckets of gradients.
package io.ringmaster.worker.parallel;
