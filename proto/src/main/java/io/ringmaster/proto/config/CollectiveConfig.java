package io.ringmaster.proto.config;

import java.time.Duration;

/// How gradients travel round the ring.
///
/// @param chunkBytes  what one message carries
/// @param window      chunks a sender may have on their way, unacknowledged
/// @param bucketBytes gradients that are reduced together
/// @param timeout     for one neighbour's next chunk
public record CollectiveConfig(int chunkBytes, int window, int bucketBytes, Duration timeout) {

    private static final int LEAST_CHUNK_BYTES = 4 << 10;
    private static final int MOST_CHUNK_BYTES = 4 << 20;
    private static final int MOST_WINDOW = 1024;

    public CollectiveConfig {
        Require.inRange("collective.chunk-bytes", chunkBytes, LEAST_CHUNK_BYTES, MOST_CHUNK_BYTES);
        Require.multipleOf("collective.chunk-bytes", chunkBytes, Float.BYTES);
        Require.inRange("collective.window", window, 1, MOST_WINDOW);
        Require.multipleOf("collective.bucket-bytes", bucketBytes, Float.BYTES);
        Require.that(bucketBytes >= chunkBytes, "collective.bucket-bytes",
            "is %d but collective.chunk-bytes is %d; a bucket must hold at least one chunk", bucketBytes, chunkBytes);
        Require.inRange("collective.timeout", timeout, ClusterConfig.SHORTEST_WAIT, ClusterConfig.LONGEST_WAIT);
    }
}
