/// How good a model is: counts and sums that add up over batches, shards and workers.
package io.ringmaster.metric;
