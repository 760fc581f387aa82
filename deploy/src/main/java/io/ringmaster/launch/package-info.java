/// What starts clusters: the actor system of one process, the processes of one machine, and how both end.
///
/// Start at [Host][io.ringmaster.launch.Host]: one process's part in a cluster. To add a launcher, start processes that
/// run `ringmaster worker --join` and tell of their exits, as [LocalNodes][io.ringmaster.launch.LocalNodes] does.
package io.ringmaster.launch;
