/// What backends share whose memory is the host's: exact work on integers, and the moving and ordering of elements.
package io.ringmaster.tensor.backend.host;
