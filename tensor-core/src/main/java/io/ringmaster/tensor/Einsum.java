package io.ringmaster.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Sums of products by Einstein's convention: `bij,bjk->bik`. Pairs are contracted from the left to the right, each by one
/// product of matrices.
final class Einsum {

    /// Dims under an ellipsis are named from here on, the last one first.
    private static final char UNNAMED = '\uE000';

    private final String equation;
    private final String result;
    private final List<Term> terms = new ArrayList<>();

    /// A tensor and the names of its dims.
    private record Term(Tensor tensor, String names) {

        Term sumOut(String kept) {
            int[] gone = names.chars().filter(name -> kept.indexOf(name) < 0).map(names::indexOf).toArray();
            return gone.length == 0 ? this : new Term(tensor.sum(gone), retain(names, kept));
        }

        /// The dims in this order; the names are the same.
        Tensor inOrder(String order) {
            return order.equals(names) ? tensor : tensor.permute(order.chars().map(names::indexOf).toArray());
        }

        long[] sizes(String of) {
            return of.chars().mapToLong(name -> tensor.dim(names.indexOf(name))).toArray();
        }
    }

    Einsum(String equation, Tensor... operands) {
        this.equation = equation;
        String[] sides = equation.replace(" ", "").split("->", -1);
        String[] inputs = sides[0].split(",", -1);
        if (sides.length > 2 || inputs.length != operands.length) {
            throw new ShapeException("einsum '%s' of %d tensors; it is like 'ij,jk->ik', with names for each tensor",
                equation, operands.length);
        }
        for (int i = 0; i < inputs.length; i++) {
            Tensor operand = operands[i];
            terms.add(new Term(operand, named(inputs[i], operand)));
        }
        int widest = terms.stream().mapToInt(term -> (int) term.names.chars().filter(name -> name >= UNNAMED).count())
            .max().orElse(0);
        this.result = sides.length == 2 ? withEllipsis(sides[1], widest) : implied(widest);
    }

    private String named(String names, Tensor operand) {
        int open = operand.shape().rank() - names.replace("...", "").length();
        int ellipsis = names.indexOf("...");
        if (open < 0 || open > 0 && ellipsis < 0 || names.indexOf("...", ellipsis + 1) > ellipsis) {
            throw new ShapeException("einsum '%s': '%s' names the dims of %s; each has a letter, or one '...' stands for some",
                equation, names, operand.shape());
        }
        return withEllipsis(names, open);
    }

    private String withEllipsis(String names, int dims) {
        StringBuilder unnamed = new StringBuilder();
        for (int dim = dims - 1; dim >= 0; dim--) {
            unnamed.append((char) (UNNAMED + dim));
        }
        String all = names.replace("...", unnamed);
        if (!all.chars().allMatch(name -> Character.isLetter(name) && name < 128 || name >= UNNAMED)) {
            throw new ShapeException("einsum '%s'; names are letters, with ',', '->' and '...' between", equation);
        }
        return all;
    }

    /// Without an arrow: unnamed dims, then the names that occur once, by the alphabet.
    private String implied(int unnamed) {
        String all = terms.stream().map(Term::names).collect(Collectors.joining());
        return withEllipsis("...", unnamed) + all.chars()
            .filter(name -> name < UNNAMED && all.indexOf(name) == all.lastIndexOf(name)).sorted()
            .mapToObj(Character::toString).collect(Collectors.joining());
    }

    Tensor compute() {
        Map<Character, Long> sizes = new HashMap<>();
        for (int i = 0; i < terms.size(); i++) {
            terms.set(i, diagonals(terms.get(i)));
            collectSizes(terms.get(i), sizes);
        }
        requireResult(sizes);
        terms.replaceAll(term -> new Term(term.tensor.expand(
            term.names.chars().mapToLong(name -> sizes.get((char) name)).toArray()), term.names));
        Term product = terms.getFirst();
        for (int next = 1; next < terms.size(); next++) {
            String later = terms.subList(next + 1, terms.size()).stream().map(Term::names).collect(Collectors.joining());
            product = contract(product, terms.get(next), result + later);
        }
        return product.sumOut(result).inOrder(result);
    }

    /// A name that occurs twice in one term means the diagonal.
    private static Term diagonals(Term term) {
        Tensor tensor = term.tensor;
        String names = term.names;
        for (int first = 0; first < names.length(); first++) {
            int second = names.indexOf(names.charAt(first), first + 1);
            if (second >= 0) {
                if (tensor.dim(first) != tensor.dim(second)) {
                    throw new ShapeException("einsum: '%s' names two dims of %s; their sizes are equal",
                        names.charAt(first), tensor.shape());
                }
                tensor = tensor.diagonal(first, second, 0);
                names = names.substring(0, first) + names.substring(first + 1, second) + names.substring(second + 1)
                    + names.charAt(first);
                first = -1;
            }
        }
        return new Term(tensor, names);
    }

    private void collectSizes(Term term, Map<Character, Long> sizes) {
        for (int dim = 0; dim < term.names.length(); dim++) {
            long size = term.tensor.dim(dim);
            long known = sizes.merge(term.names.charAt(dim), size, (old, found) -> old == 1 ? found : old);
            if (size != known && size != 1) {
                throw new ShapeException("einsum '%s': '%s' has the sizes %d and %d; a name has one size, or 1 to repeat",
                    equation, term.names.charAt(dim), known, size);
            }
        }
    }

    private void requireResult(Map<Character, Long> sizes) {
        for (int dim = 0; dim < result.length(); dim++) {
            char name = result.charAt(dim);
            if (!sizes.containsKey(name) || result.indexOf(name) != dim) {
                throw new ShapeException("einsum '%s': the result names '%s'; each of its names is one of the tensors', once",
                    equation, name);
            }
        }
    }

    /// One product of two terms: summed over the names that both have and nobody needs any more.
    private static Term contract(Term a, Term b, String needed) {
        Term left = a.sumOut(needed + b.names);
        Term right = b.sumOut(needed + a.names);
        String shared = retain(left.names, right.names);
        String batch = retain(shared, needed);
        String summed = remove(shared, needed);
        String rows = remove(left.names, shared);
        String columns = remove(right.names, shared);
        if (summed.isEmpty()) {
            return multiply(left, right, batch, rows, columns);
        }
        long[] sizes = left.sizes(batch);
        Tensor first = left.inOrder(batch + rows + summed).reshape(dims(sizes, left.sizes(rows), left.sizes(summed)));
        Tensor second = right.inOrder(batch + summed + columns)
            .reshape(dims(sizes, right.sizes(summed), right.sizes(columns)));
        long[] all = concat(sizes, left.sizes(rows), right.sizes(columns));
        return new Term(first.matmul(second).reshape(all), batch + rows + columns);
    }

    private static Term multiply(Term left, Term right, String batch, String rows, String columns) {
        Tensor first = left.inOrder(batch + rows);
        for (int i = 0; i < columns.length(); i++) {
            first = first.unsqueeze(-1);
        }
        Tensor second = right.inOrder(batch + columns);
        for (int i = 0; i < rows.length(); i++) {
            second = second.unsqueeze(batch.length());
        }
        return new Term(first.mul(second), batch + rows + columns);
    }

    /// The batch's dims, then two: the products of the others' sizes.
    private static long[] dims(long[] batch, long[] rows, long[] columns) {
        return concat(batch, new long[] {product(rows), product(columns)}, new long[0]);
    }

    private static long product(long... sizes) {
        return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
    }

    private static long[] concat(long[] first, long[] second, long[] third) {
        long[] all = Arrays.copyOf(first, first.length + second.length + third.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        System.arraycopy(third, 0, all, first.length + second.length, third.length);
        return all;
    }

    private static String retain(String names, String in) {
        return names.chars().filter(name -> in.indexOf(name) >= 0).mapToObj(Character::toString)
            .collect(Collectors.joining());
    }

    private static String remove(String names, String in) {
        return names.chars().filter(name -> in.indexOf(name) < 0).mapToObj(Character::toString)
            .collect(Collectors.joining());
    }
}
