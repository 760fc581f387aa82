package io.ringmaster.launch;

import io.ringmaster.coordinator.RunSetup;
import io.ringmaster.tensor.Device;
import io.ringmaster.worker.JobJar;
import io.ringmaster.worker.bench.AllReducePlan;

/// What a process does in its cluster.
public sealed interface Role {

    /// Its name among the cluster's roles.
    String word();

    /// Leads a run.
    record Coordinate(RunSetup setup) implements Role {

        static final String WORD = "coordinator";

        @Override
        public String word() {
            return WORD;
        }
    }

    /// Holds workers.
    ///
    /// @param dataDirectory where this machine has the data; empty for where the job says
    /// @param jar           what they take the classes of jobs from
    record Work(int workers, Device device, String dataDirectory, JobJar jar) implements Role {

        static final String WORD = "worker";

        @Override
        public String word() {
            return WORD;
        }
    }

    /// Holds members of an all-reduce benchmark.
    record Reduce(AllReducePlan plan, int members) implements Role {

        static final String WORD = "bench";

        @Override
        public String word() {
            return WORD;
        }
    }
}
