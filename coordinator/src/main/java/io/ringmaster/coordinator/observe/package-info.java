/// What a run shows of itself: events, step metrics, the summary, and the recorder that writes them down.
package io.ringmaster.coordinator.observe;
