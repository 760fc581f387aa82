/// Who trains together: candidates, quorum, agreement, ring order, and whose fault a stall is. All of it pure.
package io.ringmaster.coordinator.membership;
