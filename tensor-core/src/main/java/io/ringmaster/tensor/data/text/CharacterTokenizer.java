package io.ringmaster.tensor.data.text;

import io.ringmaster.tensor.data.DataException;
import java.util.Arrays;

/// One token for each character (Unicode code point) of a corpus, numbered in Unicode's order.
public final class CharacterTokenizer implements Tokenizer {

    private final int[] characters;

    private CharacterTokenizer(int[] characters) {
        this.characters = characters;
    }

    /// The characters that the corpus has.
    public static CharacterTokenizer of(String corpus) {
        return new CharacterTokenizer(corpus.codePoints().sorted().distinct().toArray());
    }

    @Override
    public int vocabularySize() {
        return characters.length;
    }

    @Override
    public int[] encode(String text) {
        int[] tokens = text.codePoints().toArray();
        for (int place = 0; place < tokens.length; place++) {
            int token = Arrays.binarySearch(characters, tokens[place]);
            if (token < 0) {
                throw new DataException("character %d of the text is U+%04X \"%s\", which the vocabulary of %d characters "
                    + "lacks; make the vocabulary from all texts, or take the character out",
                    place, tokens[place], Character.toString(tokens[place]), characters.length);
            }
            tokens[place] = token;
        }
        return tokens;
    }

    @Override
    public String decode(int... tokens) {
        int[] codePoints = new int[tokens.length];
        for (int place = 0; place < tokens.length; place++) {
            BytePairTokenizer.requireToken(tokens[place], place, characters.length);
            codePoints[place] = characters[tokens[place]];
        }
        return new String(codePoints, 0, codePoints.length);
    }
}
