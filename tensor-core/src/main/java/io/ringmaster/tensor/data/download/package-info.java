/// Files from the network: checked, gone on with where they broke off, whole or not there.
package io.ringmaster.tensor.data.download;
