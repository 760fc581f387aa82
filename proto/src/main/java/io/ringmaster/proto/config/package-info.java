/// What a run is to do: immutable records that refuse impossible values.
///
/// Start at [JobConfig][io.ringmaster.proto.config.JobConfig]. Reading them from files is the command line's work.
package io.ringmaster.proto.config;
