/// The `ringmaster` command. Start at [Ringmaster][io.ringmaster.cli.Ringmaster]; each subcommand is one class.
package io.ringmaster.cli;
