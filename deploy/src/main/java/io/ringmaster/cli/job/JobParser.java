package io.ringmaster.cli.job;

import io.ringmaster.proto.config.ConfigException;
import io.ringmaster.proto.config.JobConfig;
import java.util.List;

/// Turns a job file, and what the command line changes in it, into a checked [JobConfig].
///
/// Every fault is one line: where, key, value found, rule, remedy.
public final class JobParser {

    private JobParser() {}

    /// The job that a file describes once the settings, in their order, have replaced what it says.
    ///
    /// Throws [ConfigException] at the first fault: an unknown key, a value of the wrong type or out of range, a key
    /// that is missing or belongs to another kind.
    public static JobConfig parse(JobFile file, List<Setting> settings) {
        Values values = new Values();
        values.take(file);
        settings.forEach(values::take);
        values.name(file.origin(), file.name());
        values.letClassMakeTheRest();
        values.requireKindsAgree();
        try {
            return JobReader.read(values);
        } catch (ConfigException fault) {
            throw values.origin(fault.key())
                .map(origin -> new ConfigException(fault.key(), origin + ": " + Message.oneLine(fault.getMessage())))
                .orElse(fault);
        }
    }
}
