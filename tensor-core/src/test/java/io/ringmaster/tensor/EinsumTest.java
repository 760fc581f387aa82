package io.ringmaster.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringmaster.tensor.random.RandomStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EinsumTest {

    private Scope scope;

    @BeforeTry
    void openScope() {
        scope = Scope.open();
    }

    @AfterTry
    void closeScope() {
        scope.close();
    }

    /// Any equation of up to three tensors: the sum over all values of all names, term by term.
    @Property(tries = 300)
    void isTheSumOfProducts(@ForAll Random random) {
        String names = "abcd";
        Map<Character, Integer> sizes = new HashMap<>();
        for (char name = 'a'; name <= 'd'; name++) {
            sizes.put(name, 1 + random.nextInt(3));
        }
        List<String> terms = new ArrayList<>();
        for (int term = 0; term < 1 + random.nextInt(3); term++) {
            StringBuilder chosen = new StringBuilder();
            for (int dim = random.nextInt(4); dim > 0; dim--) {
                chosen.append(names.charAt(random.nextInt(names.length())));
            }
            terms.add(chosen.toString());
        }
        String all = String.join("", terms);
        StringBuilder result = new StringBuilder();
        for (char name = 'a'; name <= 'd'; name++) {
            if (all.indexOf(name) >= 0 && random.nextBoolean()) {
                result.insert(random.nextInt(result.length() + 1), name);
            }
        }
        check(String.join(",", terms) + "->" + result, terms, result.toString(), sizes);
    }

    private static void check(String equation, List<String> terms, String result, Map<Character, Integer> sizes) {
        Tensor[] tensors = new Tensor[terms.size()];
        List<ArrayModel> models = new ArrayList<>();
        for (int i = 0; i < tensors.length; i++) {
            long[] dims = terms.get(i).chars().mapToLong(name -> sizes.get((char) name)).toArray();
            tensors[i] = Tensor.randint(new RandomStream(3, 0, 0, i), -3, 4, Shape.of(dims), Device.CPU).to(DType.FLOAT32);
            models.add(ArrayModel.of(tensors[i]));
        }
        int[] shape = result.chars().map(name -> sizes.get((char) name)).toArray();
        ArrayModel expected = ArrayModel.fill(shape, index -> {
            Map<Character, Integer> values = new HashMap<>();
            for (int dim = 0; dim < shape.length; dim++) {
                values.put(result.charAt(dim), index[dim]);
            }
            return sum(terms, models, sizes, values, String.join("", terms).chars().distinct()
                .filter(name -> result.indexOf(name) < 0).mapToObj(name -> (char) name).toList());
        });
        assertThat(ArrayModel.of(Tensor.einsum(equation, tensors))).as(equation).isEqualTo(expected);
    }

    private static double sum(List<String> terms, List<ArrayModel> models, Map<Character, Integer> sizes,
        Map<Character, Integer> values, List<Character> open) {
        if (open.isEmpty()) {
            double product = 1;
            for (int term = 0; term < terms.size(); term++) {
                product *= models.get(term).at(terms.get(term).chars().map(name -> values.get((char) name)).toArray());
            }
            return product;
        }
        double sum = 0;
        for (int value = 0; value < sizes.get(open.getFirst()); value++) {
            Map<Character, Integer> chosen = new HashMap<>(values);
            chosen.put(open.getFirst(), value);
            sum += sum(terms, models, sizes, chosen, open.subList(1, open.size()));
        }
        return sum;
    }

    @Test
    void knowsWhatPyTorchKnows() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.arange(0, 6, 1, DType.FLOAT32, Device.CPU).view(2, 3);
            Tensor b = Tensor.arange(0, 12, 1, DType.FLOAT32, Device.CPU).view(3, 4);
            assertThat(Tensor.einsum("ij,jk", a, b).equal(a.matmul(b))).isTrue();
            assertThat(Tensor.einsum("ba", a).equal(a.t())).isTrue();
            assertThat(Tensor.einsum("ij->", a).item()).isEqualTo(15);
            assertThat(Tensor.einsum("ii", Tensor.eye(4)).item()).isEqualTo(4);
            Tensor batch = Tensor.arange(0, 30, 1, DType.FLOAT32, Device.CPU).view(5, 2, 3);
            assertThat(Tensor.einsum("...ij, jk -> ...ik", batch, b).equal(batch.matmul(b))).isTrue();
            assertThat(Tensor.einsum("...ij->...ji", batch).equal(batch.t())).isTrue();
            assertThat(Tensor.einsum("...,i", batch.select(0, 1), Tensor.of(1, 2)).shape()).isEqualTo(Shape.of(2, 3, 2));
        }
    }

    @Test
    void gradientsFlowThrough() {
        try (Scope _ = Scope.open()) {
            Tensor a = Tensor.of(new float[][] {{1, 2}, {3, 4}}).requiresGrad(true);
            Tensor b = Tensor.of(new float[][] {{5, 6}, {7, 8}}).requiresGrad(true);
            Tensor.einsum("ij,kj->ik", a, b).sum().backward();
            assertThat(a.gradient().orElseThrow().toFloatArray()).containsExactly(12, 14, 12, 14);
            assertThat(b.gradient().orElseThrow().toFloatArray()).containsExactly(4, 6, 4, 6);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ij,jk->ik", "i->i", "ijk->i", "ij->ii", "ij->k", "i1->i", "ij->i->j", "i...j...->i"})
    void namesWhatIsWrong(String equation) {
        try (Scope _ = Scope.open()) {
            assertThatThrownBy(() -> Tensor.einsum(equation, Tensor.ones(2, 3))).isInstanceOf(ShapeException.class)
                .hasMessageContaining("einsum");
            assertThatThrownBy(() -> Tensor.einsum("ij,jk", Tensor.ones(2, 3), Tensor.ones(2, 3)))
                .hasMessageContaining("'j' has the sizes 3 and 2");
        }
    }
}
