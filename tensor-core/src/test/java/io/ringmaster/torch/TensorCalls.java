package io.ringmaster.torch;

import io.ringmaster.tensor.DType;
import io.ringmaster.tensor.Device;
import io.ringmaster.tensor.Dims;
import io.ringmaster.tensor.Index;
import io.ringmaster.tensor.Indexed;
import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/// The tensors' methods that `random_tensors.py` calls.
final class TensorCalls {

    static final Map<String, Subject.Maker> ALL = Map.ofEntries(
        Map.entry("unary", of -> Subject.of(unary(of.text("name")))),
        Map.entry("binary", of -> Subject.of(binary(of.text("name")))),
        Map.entry("scalar", of -> Subject.of(scalar(of))),
        Map.entry("clamp", of -> Subject.of(x -> x.clamp(of.number("low"), of.number("high")))),
        Map.entry("where", _ -> Subject.ofAll(x -> List.of(Tensor.where(x.get(2), x.get(0), x.get(1))))),
        Map.entry("maskedFill", _ -> Subject.of((x, mask) -> x.maskedFill(mask, -1.5))),
        Map.entry("reduction", of -> Subject.of(reduction(of))),
        Map.entry("along", TensorCalls::along),
        Map.entry("whole", of -> Subject.of(whole(of.text("name")))),
        Map.entry("softmax", of -> Subject.of(x ->
            of.text("name").equals("softmax") ? x.softmax(of.count("dim")) : x.logSoftmax(of.count("dim")))),
        Map.entry("shaped", of -> Subject.of(x ->
            of.text("name").equals("view") ? x.view(of.sizes("dims")) : x.reshape(of.sizes("dims")))),
        Map.entry("rearranged", TensorCalls::rearranged),
        Map.entry("part", of -> Subject.of(x -> of.text("name").equals("narrow")
            ? x.narrow(of.count("dim"), of.count("start"), of.count("length")) : x.select(of.count("dim"), of.count("start")))),
        Map.entry("joined", of -> Subject.ofAll(x -> List.of(of.text("name").equals("cat")
            ? Tensor.cat(of.count("dim"), x) : Tensor.stack(of.count("dim"), x)))),
        Map.entry("index", of -> Subject.ofAll(x -> List.of(x.getFirst().index(indices(of.words("indices"), x))))),
        Map.entry("gathered", TensorCalls::gathered),
        Map.entry("matmul", _ -> Subject.of(Tensor::matmul)),
        Map.entry("einsum", of -> Subject.ofAll(x -> List.of(Tensor.einsum(of.text("equation"), x.toArray(Tensor[]::new))))),
        Map.entry("cast", of -> Subject.of(x -> x.to(dtype(of.text("to"))))),
        Map.entry("made", of -> Subject.ofAll(_ -> List.of(made(of)))));

    private TensorCalls() {}

    private static DType dtype(String name) {
        return DType.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static UnaryOperator<Tensor> unary(String name) {
        return switch (name) {
            case "abs" -> Tensor::abs;
            case "neg" -> Tensor::neg;
            case "sign" -> Tensor::sign;
            case "square" -> Tensor::square;
            case "sqrt" -> Tensor::sqrt;
            case "rsqrt" -> Tensor::rsqrt;
            case "reciprocal" -> Tensor::reciprocal;
            case "exp" -> Tensor::exp;
            case "expm1" -> Tensor::expm1;
            case "log" -> Tensor::log;
            case "log1p" -> Tensor::log1p;
            case "sin" -> Tensor::sin;
            case "cos" -> Tensor::cos;
            case "tanh" -> Tensor::tanh;
            case "sigmoid" -> Tensor::sigmoid;
            case "erf" -> Tensor::erf;
            case "floor" -> Tensor::floor;
            case "ceil" -> Tensor::ceil;
            case "round" -> Tensor::round;
            case "relu" -> Tensor::relu;
            case "gelu" -> Tensor::gelu;
            case "geluTanh" -> Tensor::geluTanh;
            case "silu" -> Tensor::silu;
            case "elu" -> x -> x.elu(1);
            case "leakyRelu" -> x -> x.leakyRelu(0.3);
            case "softplus" -> Tensor::softplus;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static BinaryOperator<Tensor> binary(String name) {
        return switch (name) {
            case "add" -> Tensor::add;
            case "sub" -> Tensor::sub;
            case "mul" -> Tensor::mul;
            case "div" -> Tensor::div;
            case "minimum" -> Tensor::minimum;
            case "maximum" -> Tensor::maximum;
            case "remainder" -> Tensor::remainder;
            case "floorDivide" -> Tensor::floorDivide;
            case "pow" -> Tensor::pow;
            case "eq" -> Tensor::eq;
            case "ne" -> Tensor::ne;
            case "lt" -> Tensor::lt;
            case "le" -> Tensor::le;
            case "gt" -> Tensor::gt;
            case "ge" -> Tensor::ge;
            case "logicalAnd" -> Tensor::logicalAnd;
            case "logicalOr" -> Tensor::logicalOr;
            case "logicalXor" -> Tensor::logicalXor;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static UnaryOperator<Tensor> scalar(RandomCase of) {
        double number = of.number("number");
        return of.flag("whole") ? byWhole(of.text("name"), (long) number) : byFraction(of.text("name"), number);
    }

    private static UnaryOperator<Tensor> byWhole(String name, long number) {
        return switch (name) {
            case "add" -> x -> x.add(number);
            case "sub" -> x -> x.sub(number);
            case "mul" -> x -> x.mul(number);
            case "rsub" -> x -> x.rsub(number);
            case "remainder" -> x -> x.remainder(number);
            case "pow" -> x -> x.pow(number);
            case "floorDivide" -> x -> x.detach().floorDivide(number);
            default -> byFraction(name, (double) number);
        };
    }

    private static UnaryOperator<Tensor> byFraction(String name, double number) {
        return switch (name) {
            case "add" -> x -> x.add(number);
            case "sub" -> x -> x.sub(number);
            case "mul" -> x -> x.mul(number);
            case "div" -> x -> x.div(number);
            case "rsub" -> x -> x.rsub(number);
            case "rdiv" -> x -> x.rdiv(number);
            case "remainder" -> x -> x.remainder(number);
            case "pow" -> x -> x.pow(number);
            case "rpow" -> x -> Tensor.pow(number, x);
            case "floorDivide" -> x -> x.detach().floorDivide(number);
            case "eq" -> x -> x.eq(number);
            case "ne" -> x -> x.ne(number);
            case "lt" -> x -> x.lt(number);
            case "ge" -> x -> x.ge(number);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static UnaryOperator<Tensor> reduction(RandomCase of) {
        Dims gone = Dims.of(of.dims("dims"));
        Dims dims = of.flag("keep") ? gone.kept() : gone;
        return switch (of.text("name")) {
            case "sum" -> x -> x.sum(dims);
            case "mean" -> x -> x.mean(dims);
            case "amax" -> x -> x.amax(dims);
            case "amin" -> x -> x.amin(dims);
            case "var" -> x -> x.var(dims, of.number("correction"));
            case "std" -> x -> x.std(dims, of.number("correction"));
            case "norm" -> x -> x.norm(of.number("p"), dims);
            case "logsumexp" -> x -> x.logsumexp(dims);
            case "any" -> x -> x.any(dims);
            case "all" -> x -> x.all(dims);
            default -> throw new IllegalArgumentException(of.toString());
        };
    }

    private static Subject along(RandomCase of) {
        int dim = of.count("dim");
        boolean keep = of.flag("keep");
        boolean descending = of.flag("descending");
        return switch (of.text("name")) {
            case "max" -> Subject.ofAll(x -> both(x.getFirst().max(dim, keep)));
            case "min" -> Subject.ofAll(x -> both(x.getFirst().min(dim, keep)));
            case "sort" -> Subject.ofAll(x -> both(x.getFirst().sort(dim, descending)));
            case "median" -> Subject.of(x -> x.median(dim, keep).values());
            case "topk" -> Subject.of(x -> x.topk(of.count("count"), dim, of.flag("largest")).values());
            case "argmax" -> Subject.of(x -> x.argmax(dim, keep));
            case "argmin" -> Subject.of(x -> x.argmin(dim, keep));
            case "argsort" -> Subject.of(x -> x.argsort(dim, descending));
            case "cumsum" -> Subject.of(x -> x.cumsum(dim));
            case "prod" -> Subject.of(x -> x.prod(keep ? Dims.keep(dim) : Dims.of(dim)));
            default -> throw new IllegalArgumentException(of.toString());
        };
    }

    private static List<Tensor> both(Indexed found) {
        return List.of(found.values(), found.indices());
    }

    private static UnaryOperator<Tensor> whole(String name) {
        return switch (name) {
            case "max" -> Tensor::max;
            case "min" -> Tensor::min;
            case "argmax" -> Tensor::argmax;
            case "argmin" -> Tensor::argmin;
            case "median" -> Tensor::median;
            case "prod" -> Tensor::prod;
            case "sum" -> Tensor::sum;
            case "any" -> Tensor::any;
            case "all" -> Tensor::all;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Subject rearranged(RandomCase of) {
        int first = of.count("first");
        int second = of.count("second");
        long shift = of.count("shift");
        int count = of.count("count");
        return switch (of.text("name")) {
            case "flatten" -> Subject.of(x -> x.flatten(first, second));
            case "transpose" -> Subject.of(x -> x.transpose(first, second));
            case "permute" -> Subject.of(x -> x.permute(of.dims("order")));
            case "squeeze" -> Subject.of(x -> x.squeeze());
            case "squeezeDim" -> Subject.of(x -> x.squeeze(first));
            case "unsqueeze" -> Subject.of(x -> x.unsqueeze(first));
            case "flip" -> Subject.of(x -> x.flip(of.dims("some")));
            case "roll" -> Subject.of(x -> x.roll(shift, first));
            case "repeat" -> Subject.of(x -> x.repeat(of.sizes("times")));
            case "repeatInterleave" -> Subject.of(x -> x.repeatInterleave(count, first));
            case "expand" -> Subject.of(x -> x.expand(of.sizes("wide")));
            case "diagonal" -> Subject.of(x -> x.diagonal(first, second, shift));
            case "tril" -> Subject.of(x -> x.tril(shift));
            case "triu" -> Subject.of(x -> x.triu(shift));
            case "chunk" -> Subject.ofAll(x -> List.of(x.getFirst().chunk(count, first)));
            case "split" -> Subject.ofAll(x -> List.of(x.getFirst().split((long) count, first)));
            case "unbind" -> Subject.ofAll(x -> List.of(x.getFirst().unbind(first)));
            default -> throw new IllegalArgumentException(of.toString());
        };
    }

    private static Index[] indices(String[] words, List<Tensor> x) {
        return Arrays.stream(words).map(word -> index(word.split(":", -1), x)).toArray(Index[]::new);
    }

    private static Index index(String[] parts, List<Tensor> x) {
        return switch (parts[0]) {
            case "at" -> Index.at(Long.parseLong(parts[1]));
            case "range" -> Index.range(Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
            case "all" -> Index.all();
            case "new" -> Index.newAxis();
            case "ellipsis" -> Index.ellipsis();
            case "by" -> Index.by(x.get(Integer.parseInt(parts[1])));
            default -> throw new IllegalArgumentException(String.join(":", parts));
        };
    }

    private static Subject gathered(RandomCase of) {
        int dim = of.count("dim");
        return switch (of.text("name")) {
            case "indexSelect" -> Subject.of((x, index) -> x.indexSelect(dim, index));
            case "maskedSelect" -> Subject.of(Tensor::maskedSelect);
            case "nonzero" -> Subject.of(Tensor::nonzero);
            case "embedding" -> Subject.of(Tensor::embedding);
            case "gather" -> Subject.of((x, index) -> x.gather(dim, index));
            case "scatterNumber" -> Subject.of((x, index) -> x.scatter(dim, index, 2.5));
            case "scatter" -> Subject.ofAll(x -> List.of(x.get(0).scatter(dim, x.get(1), x.get(2))));
            case "scatterAdd" -> Subject.ofAll(x -> List.of(x.get(0).scatterAdd(dim, x.get(1), x.get(2))));
            default -> throw new IllegalArgumentException(of.toString());
        };
    }

    private static Tensor made(RandomCase of) {
        DType dtype = dtype(of.text("dtype"));
        double start = of.number("start");
        double end = of.number("end");
        int count = of.count("count");
        return switch (of.text("name")) {
            case "arange" -> Tensor.arange(start, end, of.number("step"), dtype, Device.CPU);
            case "linspace" -> Tensor.linspace(start, end, count, DType.FLOAT32, Device.CPU);
            case "eye" -> Tensor.eye(count, dtype, Device.CPU);
            case "full" -> Tensor.full(start, Shape.of(count, 2), dtype, Device.CPU);
            default -> throw new IllegalArgumentException(of.toString());
        };
    }
}
