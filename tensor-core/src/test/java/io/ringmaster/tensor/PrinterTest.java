package io.ringmaster.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What PyTorch 2.13 prints for the same values.
class PrinterTest {

    private Scope scope;

    @BeforeEach
    void openScope() {
        scope = Scope.open();
    }

    @AfterEach
    void closeScope() {
        scope.close();
    }

    @Test
    void numbersStandInColumns() {
        assertThat(Tensor.of(1, 2)).hasToString("tensor([1., 2.])");
        assertThat(Tensor.of(0, 10)).hasToString("tensor([ 0., 10.])");
        assertThat(Tensor.of(1, Float.NaN, Float.POSITIVE_INFINITY)).hasToString("tensor([1., nan, inf])");
        assertThat(Tensor.of(1e-10f, 1)).hasToString("tensor([1.0000e-10, 1.0000e+00])");
        assertThat(Tensor.of(new float[][] {{-617.6907f, 615.5997f}, {427.1741f, -1.5f}})).hasToString("""
            tensor([[-617.6907,  615.5997],
                    [ 427.1741,   -1.5000]])""");
        assertThat(Tensor.full(3.5)).hasToString("tensor(3.5000)");
        assertThat(Tensor.of(new long[] {1, -20}, Shape.of(2), Device.CPU)).hasToString("tensor([  1, -20])");
        assertThat(Tensor.of(new boolean[] {true, false}, Shape.of(2), Device.CPU)).hasToString("tensor([ True, False])");
    }

    @Test
    void whatIsNotTheDefaultIsSaid() {
        assertThat(Tensor.zeros(0, 3)).hasToString("tensor([], size=(0, 3))");
        assertThat(Tensor.of(1, 2).requiresGrad(true)).hasToString("tensor([1., 2.], requires_grad=True)");
        assertThat(Tensor.ones(2, 2, 2).to(DType.BFLOAT16)).hasToString("""
            tensor([[[1., 1.],
                     [1., 1.]],

                    [[1., 1.],
                     [1., 1.]]], dtype=bfloat16)""");
        assertThat(Tensor.ones(Shape.of(1), DType.FLOAT32, Device.REFERENCE))
            .hasToString("tensor([1.], device='reference')");
    }

    @Test
    void longOnesAreSummarized() {
        Tensor thousands = Tensor.arange(0, 5000, 1, DType.FLOAT32, Device.CPU);
        assertThat(thousands).hasToString("""
            tensor([0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 4.9970e+03, 4.9980e+03,
                    4.9990e+03])""");
        assertThat(Tensor.arange(0, 12, 1, DType.FLOAT32, Device.CPU).div(10)).hasToString("""
            tensor([0.0000, 0.1000, 0.2000, 0.3000, 0.4000, 0.5000, 0.6000, 0.7000, 0.8000,
                    0.9000, 1.0000, 1.1000])""");
        assertThat(thousands.view(50, 100).to(DType.INT64)).hasToString("""
            tensor([[   0,    1,    2,  ...,   97,   98,   99],
                    [ 100,  101,  102,  ...,  197,  198,  199],
                    [ 200,  201,  202,  ...,  297,  298,  299],
                    ...,
                    [4700, 4701, 4702,  ..., 4797, 4798, 4799],
                    [4800, 4801, 4802,  ..., 4897, 4898, 4899],
                    [4900, 4901, 4902,  ..., 4997, 4998, 4999]])""");
    }
}
