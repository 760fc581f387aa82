package io.ringmaster.tensor.backend.cpu.onednn;

/// What a primitive computes, where its kind leaves a choice: oneDNN's numbers.
public enum Algorithm {
    CONVOLUTION_DIRECT(0x1),
    RELU(0x20),
    TANH(0x21),
    LINEAR(0x26),
    LOGISTIC(0x29),
    GELU_TANH(0x2b),
    SWISH(0x2c),
    GELU_ERF(0x31),
    RELU_FROM_RESULT(0x100),
    TANH_FROM_RESULT(0x101),
    LOGISTIC_FROM_RESULT(0x104),
    POOLING_MAX(0x1ff),
    POOLING_AVERAGE_WITH_PADDING(0x2ff),
    POOLING_AVERAGE_WITHOUT_PADDING(0x3ff),
    ADD(0x1fff0),
    MULTIPLY(0x1fff1),
    SOFTMAX(0x30000),
    LOG_SOFTMAX(0x30001);

    private final int number;

    Algorithm(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
