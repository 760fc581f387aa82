/// The wire form of every message that crosses JVMs: a closed set, bounded in size, checked before it is believed.
///
/// To add a message: its record joins a sealed type of [io.ringmaster.proto], its fields a `.proto` file, and the
/// compiler names the switches here that lack it; the tests ask for its golden bytes.
package io.ringmaster.proto.codec;
