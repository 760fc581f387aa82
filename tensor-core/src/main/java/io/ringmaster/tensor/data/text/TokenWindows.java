package io.ringmaster.tensor.data.text;

import io.ringmaster.tensor.data.DataException;
import io.ringmaster.tensor.data.Dataset;
import io.ringmaster.tensor.data.TensorType;
import io.ringmaster.tensor.state.Sha256;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// A text cut into windows, for language models: from each token of a window the next one is to be found.
///
/// Shapes: features [T] and targets [T], int64; `target[t]` is `feature[t + 1]`. Sample n begins at token n times
/// the stride; what is left at the end and fills no window is left out.
public final class TokenWindows implements Dataset {

    private final int[] tokens;
    private final int vocabularySize;
    private final int context;
    private final int stride;

    private TokenWindows(int[] tokens, int vocabularySize, int context, int stride) {
        this.tokens = tokens;
        this.vocabularySize = vocabularySize;
        this.context = context;
        this.stride = stride;
    }

    /// Windows side by side: each token is a target once.
    ///
    /// @param context tokens in a window, T
    public static TokenWindows of(Tokenizer tokenizer, String text, int context) {
        return of(tokenizer, text, context, context);
    }

    /// Throws [DataException] where the text fills no window.
    ///
    /// @param context tokens in a window, T
    /// @param stride  tokens from the begin of a window to the begin of the next
    public static TokenWindows of(Tokenizer tokenizer, String text, int context, int stride) {
        if (context < 1 || stride < 1) {
            throw new DataException("windows of %d tokens, %d apart; both are 1 or more", context, stride);
        }
        int[] tokens = tokenizer.encode(text);
        if (tokens.length <= context) {
            throw new DataException("a text of %d tokens for windows of %d; each needs one token more than it holds; take "
                + "more text, or a smaller context", tokens.length, context);
        }
        return new TokenWindows(tokens, tokenizer.vocabularySize(), context, stride);
    }

    @Override
    public long size() {
        return (tokens.length - 1L - context) / stride + 1;
    }

    @Override
    public TensorType features() {
        return TensorType.int64(context);
    }

    @Override
    public TensorType target() {
        return TensorType.int64(context);
    }

    /// The vocabulary's size.
    @Override
    public int classes() {
        return vocabularySize;
    }

    @Override
    public void readFeatures(long index, MemorySegment into, long offsetBytes) {
        write(begin(index), into, offsetBytes);
    }

    @Override
    public void readTarget(long index, MemorySegment into, long offsetBytes) {
        write(begin(index) + 1, into, offsetBytes);
    }

    private int begin(long index) {
        return (int) Objects.checkIndex(index, size()) * stride;
    }

    private void write(int first, MemorySegment into, long offsetBytes) {
        for (int place = 0; place < context; place++) {
            into.set(ValueLayout.JAVA_LONG_UNALIGNED, offsetBytes + (long) place * Long.BYTES, tokens[first + place]);
        }
    }

    @Override
    public String fingerprint() {
        return Sha256.create().add("token windows").add(vocabularySize).add(context).add(stride)
            .add(MemorySegment.ofArray(tokens)).hex();
    }
}
