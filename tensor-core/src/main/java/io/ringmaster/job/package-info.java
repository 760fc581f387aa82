/// What a user writes to train something of their own: start at [Job][io.ringmaster.job.Job].
package io.ringmaster.job;
