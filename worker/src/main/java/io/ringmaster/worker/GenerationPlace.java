package io.ringmaster.worker;

import io.ringmaster.proto.Generation;
import io.ringmaster.proto.Rank;
import io.ringmaster.proto.RunId;

/// Which place of which generation a worker has.
public record GenerationPlace(RunId run, Generation generation, Rank rank) {}
