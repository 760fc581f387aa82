package io.ringmaster.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringmaster.torch.TorchFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Results and gradients that PyTorch computed, for the methods of tensors.
class TorchTensorsTest {

    private static final TorchFixture TORCH = TorchFixture.read("tensors");
    private static final Map<String, Function<Tensor[], Tensor>> CASES = new TreeMap<>();

    private static void unary(String name, Function<Tensor, Tensor> function) {
        CASES.put(name, x -> function.apply(x[0]));
    }

    static {
        functions();
        arithmetic();
        comparisons();
        reductions();
        rows();
        views();
        indices();
        products();
    }

    private static void functions() {
        unary("abs", Tensor::abs);
        unary("neg", Tensor::neg);
        unary("exp", Tensor::exp);
        unary("expm1", Tensor::expm1);
        unary("sin", Tensor::sin);
        unary("cos", Tensor::cos);
        unary("tanh", Tensor::tanh);
        unary("sigmoid", Tensor::sigmoid);
        unary("erf", Tensor::erf);
        unary("relu", Tensor::relu);
        unary("square", Tensor::square);
        unary("sign", Tensor::sign);
        unary("floor", Tensor::floor);
        unary("ceil", Tensor::ceil);
        unary("round", Tensor::round);
        unary("gelu", Tensor::gelu);
        unary("silu", Tensor::silu);
        unary("reciprocal", Tensor::reciprocal);
        unary("softplus", Tensor::softplus);
        unary("sqrt", Tensor::sqrt);
        unary("rsqrt", Tensor::rsqrt);
        unary("log", Tensor::log);
        unary("log1p", Tensor::log1p);
        unary("gelu-tanh", Tensor::geluTanh);
        unary("elu", x -> x.elu(1));
        unary("leaky-relu", x -> x.leakyRelu(0.1));
        unary("clamp", x -> x.clamp(-0.5, 0.7));
    }

    private static void arithmetic() {
        unary("rsub", x -> x.rsub(2));
        unary("rdiv", x -> x.rdiv(2));
        unary("rpow", x -> Tensor.pow(2, x));
        unary("cube", x -> x.pow(3));
        unary("pow-scalar", x -> x.pow(-1.5));
        unary("remainder-scalar", x -> x.remainder(0.7));
        unary("floor-divide-scalar", x -> x.floorDivide(0.7));
        unary("int-pow", x -> x.pow(3));
        unary("int-rpow", x -> Tensor.pow(2, x));
        unary("int-clamp", x -> x.clamp(-0.5, 2));
        CASES.put("add", x -> x[0].add(x[1]));
        CASES.put("sub", x -> x[0].sub(x[1]));
        CASES.put("mul", x -> x[0].mul(x[1]));
        CASES.put("div", x -> x[0].div(x[1]));
        CASES.put("pow", x -> x[0].pow(x[1]));
        CASES.put("minimum", x -> x[0].minimum(x[1]));
        CASES.put("maximum", x -> x[0].maximum(x[1]));
        CASES.put("remainder", x -> x[0].remainder(x[1]));
        CASES.put("floor-divide", x -> x[0].floorDivide(x[1]));
        CASES.put("int-floor-divide", x -> x[0].floorDivide(x[1]));
        CASES.put("int-remainder", x -> x[0].remainder(x[1]));
        CASES.put("int-div", x -> x[0].div(x[1]));
        CASES.put("bool-plus-int", x -> x[0].add(x[1]));
        unary("bfloat16", x -> x.to(DType.BFLOAT16).to(DType.FLOAT32).mul(2));
        unary("double", x -> x.to(DType.FLOAT64).div(3).to(DType.FLOAT32));
    }

    private static void comparisons() {
        CASES.put("eq", x -> x[0].eq(x[1]));
        CASES.put("ne", x -> x[0].ne(x[1]));
        CASES.put("lt", x -> x[0].lt(x[1]));
        CASES.put("le", x -> x[0].le(x[1]));
        CASES.put("gt", x -> x[0].gt(x[1]));
        CASES.put("ge", x -> x[0].ge(x[1]));
        unary("eq-number", x -> x.eq(0.1));
        unary("le-number", x -> x.to(DType.BFLOAT16).le(0.1));
        CASES.put("where", x -> Tensor.where(x[0], x[1], x[2]));
        CASES.put("masked-fill", x -> x[0].maskedFill(x[1], -1.5));
        unary("any", x -> x.any(1));
        unary("all", x -> x.all(0));
    }

    private static void reductions() {
        unary("sum", Tensor::sum);
        unary("sum-dim", x -> x.sum(1));
        unary("sum-keep", x -> x.sum(Dims.keep(0, 2)));
        unary("int-sum", Tensor::sum);
        unary("bool-sum", x -> x.sum(1));
        unary("mean", x -> x.mean(0, 1));
        unary("prod", x -> x.prod(0));
        unary("prod-holes", x -> x.prod(1));
        unary("amax", x -> x.amax(2));
        unary("amax-ties", x -> x.amax(1));
        unary("amin", x -> x.amin(0, 2));
        unary("max", x -> x.max(1).values());
        unary("max-index", x -> x.max(1).indices());
        unary("max-ties", Tensor::max);
        unary("max-nan", Tensor::max);
        unary("min-nan", Tensor::min);
        unary("scalar-sum", x -> x.sum(-1));
        unary("min", x -> x.min(0, true).values());
        unary("argmax", Tensor::argmax);
        unary("argmin-dim", x -> x.argmin(-1));
        unary("var", Tensor::var);
        unary("std", x -> x.std(0, 1));
        unary("var-biased", x -> x.var(Dims.keep(2), 0));
        unary("norm", Tensor::norm);
        unary("norm-dim", x -> x.norm(1));
        unary("norm-1", x -> x.norm(1, Dims.of(1)));
        unary("norm-3", x -> x.norm(3, Dims.of(0, 2)));
        unary("norm-inf", x -> x.norm(Double.POSITIVE_INFINITY, Dims.of(1)));
        unary("logsumexp", x -> x.logsumexp(1, 2));
    }

    private static void rows() {
        unary("cumsum", x -> x.cumsum(1));
        unary("sort", x -> x.sort(1, true).values());
        unary("argsort", x -> x.argsort(2, false));
        unary("topk", x -> x.topk(2, 2).values());
        unary("topk-least", x -> x.topk(2, 1, false).values());
        unary("median", x -> x.median(2).values());
        unary("softmax-by-hand", x -> {
            Tensor powers = x.sub(x.amax(Dims.keep(2))).exp();
            return powers.div(powers.sum(Dims.keep(2)));
        });
    }

    private static void views() {
        unary("view", x -> x.view(6, 4));
        unary("reshape", x -> x.transpose(0, 2).reshape(3, -1));
        unary("flatten", x -> x.flatten(1));
        unary("unflatten", x -> x.unflatten(2, 2, -1));
        unary("permute", x -> x.permute(2, 0, 1));
        unary("expand", x -> x.narrow(1, 0, 1).expand(-1, 5, -1));
        unary("narrow", x -> x.narrow(1, 1, 2));
        unary("slice", x -> x.slice(2, 1, 4, 2));
        unary("select", x -> x.select(1, -1));
        unary("chunk", x -> x.chunk(3, 2)[1]);
        unary("stack", x -> Tensor.stack(1, x.select(0, 0), x.select(0, 1)));
        unary("cat", x -> Tensor.cat(1, x, x.narrow(1, 0, 1)));
        unary("cat-nothing", x -> Tensor.cat(1, Tensor.zeros(0).to(x.device()), x));
        unary("transpose-row", Tensor::t);
        unary("flip", x -> x.flip(0, 2));
        unary("roll", x -> x.roll(-3, 2));
        unary("repeat", x -> x.repeat(2, 1, 3));
        unary("repeat-interleave", x -> x.repeatInterleave(2, 1));
        unary("tril", x -> x.tril(-1));
        unary("triu", x -> x.triu(1));
        unary("diagonal", x -> x.diagonal(1, 2, 1));
        unary("squeeze", x -> x.narrow(1, 0, 1).squeeze(1).mul(2));
    }

    private static void indices() {
        unary("index-mixed", x -> x.index(Index.at(0), Index.ellipsis(), Index.newAxis(), Index.from(1)));
        CASES.put("index-select", x -> x[0].indexSelect(1, x[1]));
        CASES.put("index-tensor", x -> x[0].index(Index.all(), Index.by(x[1])));
        CASES.put("index-tensors", x -> x[0].index(Index.by(x[1]), Index.all(), Index.by(x[2])));
        CASES.put("index-rows", x -> x[0].index(Index.by(x[1])));
        CASES.put("index-mask", x -> x[0].index(Index.by(x[1])));
        CASES.put("masked-select", x -> x[0].maskedSelect(x[1]));
        CASES.put("gather", x -> x[0].gather(0, x[1]));
        CASES.put("scatter", x -> x[0].scatter(1, x[1], x[2]));
        CASES.put("scatter-add", x -> x[0].scatterAdd(0, x[1], x[2]));
        unary("nonzero", Tensor::nonzero);
        CASES.put("scatter-add-int", x -> x[0].scatterAdd(0, x[1], x[2]));
        CASES.put("index-int32", x -> x[0].index(Index.by(x[1])));
        CASES.put("index-select-int32", x -> x[0].indexSelect(1, x[1]));
        CASES.put("index-true", x -> x[0].index(Index.at(1), Index.by(x[1])));
        CASES.put("index-false", x -> x[0].index(Index.by(x[1])));
    }

    private static void products() {
        for (String name : List.of("matmul-vectors", "matmul-row", "matmul-column", "matmul-batches", "matmul-shared")) {
            CASES.put(name, x -> x[0].matmul(x[1]));
        }
        CASES.put("int-matmul", x -> x[0].matmul(x[1].transpose(1, 2)));
        CASES.put("int-einsum", x -> Tensor.einsum("bij,bkj->ik", x));
        CASES.put("matmul-strided", x -> x[0].transpose(0, 1).matmul(x[1].transpose(1, 2)));
        CASES.put("bmm", x -> x[0].bmm(x[1]));
        CASES.put("outer", x -> x[0].outer(x[1]));
        CASES.put("einsum-attention", x -> Tensor.einsum("bhid,bhjd->bhij", x));
        CASES.put("einsum-trace", x -> Tensor.einsum("bii->b", x));
        CASES.put("einsum-three", x -> Tensor.einsum("ij,jk,k->i", x));
        CASES.put("einsum-ellipsis", x -> Tensor.einsum("...ij,jk->ki...", x));
    }

    static Stream<Arguments> cases() {
        return CASES.keySet().stream().flatMap(name -> Device.all().stream().map(device -> Arguments.of(name, device)));
    }

    @Test
    void everyCaseOfPyTorchIsCompared() {
        assertThat(CASES.keySet()).isEqualTo(TORCH.cases());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isWhatPyTorchComputes(String name, Device device) {
        try (Scope _ = Scope.open()) {
            List<Tensor> inputs = new ArrayList<>();
            while (TORCH.has(name + "/x" + inputs.size())) {
                Tensor input = TORCH.tensor(name + "/x" + inputs.size()).to(device);
                inputs.add(input.requiresGrad(input.dtype().isFloating()));
            }
            Tensor y = CASES.get(name).apply(inputs.toArray(Tensor[]::new));
            TORCH.assertNear(name + "/y", y, 1e-5);
            if (TORCH.has(name + "/dy")) {
                y.backward(TORCH.tensor(name + "/dy").to(device));
                for (int i = 0; i < inputs.size(); i++) {
                    if (inputs.get(i).requiresGrad()) {
                        TORCH.assertNear(name + "/dx" + i, inputs.get(i).gradient().orElseThrow(), 1e-5);
                    }
                }
            }
        }
    }
}
