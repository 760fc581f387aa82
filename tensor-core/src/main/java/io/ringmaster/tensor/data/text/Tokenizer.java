package io.ringmaster.tensor.data.text;

import io.ringmaster.tensor.data.DataException;

/// Turns text into token ids and back.
///
/// Thread: any number at once.
public interface Tokenizer {

    /// How many tokens there are; ids are 0 to one less.
    int vocabularySize();

    /// Throws [DataException] where the text has what no token stands for.
    int[] encode(String text);

    /// Throws [DataException] where a number is no token's id.
    String decode(int... tokens);
}
