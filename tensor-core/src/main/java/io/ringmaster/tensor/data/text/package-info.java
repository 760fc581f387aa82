/// Texts, tokens, and windows of them for language models.
package io.ringmaster.tensor.data.text;
