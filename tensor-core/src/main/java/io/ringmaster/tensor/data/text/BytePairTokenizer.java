package io.ringmaster.tensor.data.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import io.ringmaster.tensor.data.DataException;

/// Tokens of frequent byte sequences, as OpenAI's models have them; every text can be encoded. The vocabularies come
/// with the library, so no download is needed.
///
/// What looks like a special token, such as `<|endoftext|>`, is text like any other.
/// Source: Sennrich et al. 2016, "Neural machine translation of rare words with subword units".
public final class BytePairTokenizer implements Tokenizer {

    private final Encoding encoding;
    private final int vocabularySize;

    private BytePairTokenizer(EncodingType type, int vocabularySize) {
        this.encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
        this.vocabularySize = vocabularySize;
    }

    /// GPT-2's, 50,257 tokens.
    public static BytePairTokenizer gpt2() {
        return new BytePairTokenizer(EncodingType.R50K_BASE, 50_257);
    }

    /// GPT-4's (`cl100k_base`), 100,277 tokens.
    public static BytePairTokenizer cl100k() {
        return new BytePairTokenizer(EncodingType.CL100K_BASE, 100_277);
    }

    @Override
    public int vocabularySize() {
        return vocabularySize;
    }

    @Override
    public int[] encode(String text) {
        return encoding.encodeOrdinary(text).toArray();
    }

    /// Tokens that end within a character leave a replacement character there.
    @Override
    public String decode(int... tokens) {
        IntArrayList all = new IntArrayList(tokens.length);
        for (int place = 0; place < tokens.length; place++) {
            requireToken(tokens[place], place, vocabularySize);
            all.add(tokens[place]);
        }
        try {
            return encoding.decode(all);
        } catch (IllegalArgumentException e) {
            throw new DataException(e, "one of these %d tokens stands for nothing (%s); leave it out",
                tokens.length, e.getMessage());
        }
    }

    static void requireToken(int token, int place, int vocabularySize) {
        if (token < 0 || token >= vocabularySize) {
            throw new DataException("token %d at place %d; with a vocabulary of %d tokens are 0 to %d",
                token, place, vocabularySize, vocabularySize - 1);
        }
    }
}
