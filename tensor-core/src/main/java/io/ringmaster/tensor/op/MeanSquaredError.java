package io.ringmaster.tensor.op;

import io.ringmaster.tensor.Shape;
import io.ringmaster.tensor.ShapeException;
import io.ringmaster.tensor.Tensor;
import io.ringmaster.tensor.backend.Backend;
import io.ringmaster.tensor.backend.Binary;
import io.ringmaster.tensor.backend.Output;
import io.ringmaster.tensor.backend.kernel.Elements;
import io.ringmaster.tensor.backend.kernel.Reductions;

/// `y = mean((a - b)²)`. Shapes: a and b the same → y [].
public record MeanSquaredError() implements BinaryOp {

    @Override
    public Shape shape(Shape a, Shape b) {
        if (!a.equals(b)) {
            throw new ShapeException("mean squared error: a is %s, b is %s; the shapes must be equal", a, b);
        }
        return Shape.SCALAR;
    }

    @Override
    public void forward(Backend on, Tensor a, Tensor b, Output y) {
        Tensor difference = difference(on, a, b);
        on.run(new Elements.Zip(Binary.MULTIPLY, difference, difference, Output.set(difference)));
        Tensor sum = Tensor.empty(Shape.SCALAR, a.dtype(), on);
        on.run(new Reductions.Sum(difference, Output.set(sum)));
        on.run(new Elements.ZipScalar(Binary.MULTIPLY, sum, 1.0 / a.elements(), y));
    }

    @Override
    public Gradients backward(Backend on, Tensor a, Tensor b, Tensor dy) {
        return new Gradients(
            da -> slope(on, difference(on, a, b), dy, da),
            db -> slope(on, difference(on, b, a), dy, db));
    }

    private static void slope(Backend on, Tensor difference, Tensor dy, Output to) {
        on.run(new Elements.ZipScalar(Binary.MULTIPLY, difference, 2.0 / difference.elements(), Output.set(difference)));
        on.run(new Elements.Zip(Binary.MULTIPLY, difference, dy, to));
    }

    private static Tensor difference(Backend on, Tensor a, Tensor b) {
        Tensor difference = Tensor.empty(a.shape(), a.dtype(), on);
        on.run(new Elements.Zip(Binary.SUBTRACT, a, b, Output.set(difference)));
        return difference;
    }
}
