/// Benchmarks that run what users run, and what they print.
package io.ringmaster.cli.bench;
