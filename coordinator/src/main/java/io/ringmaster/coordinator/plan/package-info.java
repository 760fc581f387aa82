/// Pure: a job and its members in, who does what out.
package io.ringmaster.coordinator.plan;
