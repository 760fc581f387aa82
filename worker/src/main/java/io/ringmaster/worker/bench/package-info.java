/// The all-reduce benchmark's part in each process: rings as training has them, and members that do nothing but reduce.
///
/// [AllReduceNode] holds a process's members, [AllReduceMember] finds the others and takes its place, [Trial] measures.
package io.ringmaster.worker.bench;
