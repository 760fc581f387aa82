/// Job files: HOCON in, checked configuration out, and back.
///
/// Start at [JobParser][io.ringmaster.cli.job.JobParser]. To add a key: declare it in `Keys`, read it in `JobReader`,
/// write it in `JobWriter`, and give it a meaning and a default in `jobs/defaults.conf`.
package io.ringmaster.cli.job;
