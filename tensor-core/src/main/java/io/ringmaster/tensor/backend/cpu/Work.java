package io.ringmaster.tensor.backend.cpu;

/// The kinds of programs for oneDNN, as numbers for their keys.
final class Work {

    static final int PRODUCT = 1;
    static final int LINEAR = 2;
    static final int CONVOLUTION = 3;
    static final int CONVOLUTION_INPUT_GRADIENT = 4;
    static final int CONVOLUTION_WEIGHT_GRADIENT = 5;
    static final int NORM = 6;
    static final int NORM_GRADIENT = 7;
    static final int POOLING = 8;
    static final int POOLING_GRADIENT = 9;
    static final int SOFTMAX = 10;
    static final int SOFTMAX_GRADIENT = 11;
    static final int ATTENTION = 12;
    static final int ATTENTION_GRADIENT = 13;
    static final int COPY = 14;
    static final int FUNCTION = 15;
    static final int FUNCTION_GRADIENT = 16;

    private Work() {}
}
