/// Image files, and the transforms of images.
package io.ringmaster.tensor.data.image;
