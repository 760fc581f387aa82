package io.ringmaster.tensor.data;

import java.util.Arrays;
import java.util.List;

/// Draws one digit as a pen would: strokes whose points wobble, turned, slanted, stretched and shifted, with a pen of
/// some width, seen through noise.
///
/// Only correctly rounded arithmetic and StrictMath are used, so all machines draw the same bytes.
final class DigitImage {

    static final int SIDE = 28;
    static final int PIXELS = SIDE * SIDE;

    private static final float CENTRE = SIDE / 2f;
    private static final float HALF_HEIGHT = 9;
    private static final float WOBBLE = .08f;
    private static final float TURN = .3f;
    private static final float SLANT = .3f;
    private static final float SHIFT = 2.2f;
    private static final int NOISE = 40;
    private static final int STEPS_PER_SPAN = 4;

    private final float xx;
    private final float xy;
    private final float yx;
    private final float yy;
    private final float x0;
    private final float y0;
    private final float reach;

    /// To each pixel's centre, the square of the distance from the nearest stroke, where below `reach` squared.
    private final float[] nearest = new float[PIXELS];

    /// Draws what is common to all strokes of an image: the pen and the affine map from glyph to pixels.
    private DigitImage(Draws draws) {
        float turn = draws.between(-TURN, TURN);
        float slant = draws.between(-SLANT, SLANT);
        float width = HALF_HEIGHT * draws.between(.7f, 1.15f);
        float height = HALF_HEIGHT * draws.between(.8f, 1.1f);
        float cos = (float) StrictMath.cos(turn);
        float sin = (float) StrictMath.sin(turn);
        xx = cos * width;
        yx = sin * width;
        xy = (-sin - slant * cos) * height;
        yy = (cos - slant * sin) * height;
        x0 = CENTRE + draws.between(-SHIFT, SHIFT);
        y0 = CENTRE + draws.between(-SHIFT, SHIFT);
        reach = draws.between(.8f, 1.8f) + .5f;
        Arrays.fill(nearest, reach * reach);
    }

    /// @param pixels receives 784 grey levels from place `at` on, 0 for paper
    static void draw(int digit, Draws draws, byte[] pixels, int at) {
        List<List<Stroke>> ways = Glyphs.waysToWrite(digit);
        List<Stroke> strokes = ways.get(draws.below(ways.size()));
        DigitImage image = new DigitImage(draws);
        for (Stroke stroke : strokes) {
            image.add(stroke, draws);
        }
        image.expose(draws, pixels, at);
    }

    private void add(Stroke stroke, Draws draws) {
        int points = stroke.points().size();
        float[] x = new float[points];
        float[] y = new float[points];
        for (int place = 0; place < points; place++) {
            Stroke.Point point = stroke.points().get(place);
            float u = point.x() + draws.between(-WOBBLE, WOBBLE);
            float v = point.y() + draws.between(-WOBBLE, WOBBLE);
            x[place] = x0 + xx * u + xy * v;
            y[place] = y0 + yx * u + yy * v;
        }
        switch (stroke.kind()) {
            case CORNERS -> addCorners(x, y);
            case CURVE -> addCurve(x, y, false);
            case LOOP -> addCurve(x, y, true);
        }
    }

    private void addCorners(float[] x, float[] y) {
        for (int point = 1; point < x.length; point++) {
            addLine(x[point - 1], y[point - 1], x[point], y[point]);
        }
    }

    /// Catmull and Rom's spline; at the open ends the last point counts twice.
    private void addCurve(float[] x, float[] y, boolean closed) {
        int points = x.length;
        int spans = closed ? points : points - 1;
        for (int span = 0; span < spans; span++) {
            int before = closed ? (span + points - 1) % points : Math.max(span - 1, 0);
            int to = (span + 1) % points;
            int after = closed ? (span + 2) % points : Math.min(span + 2, points - 1);
            float lastX = x[span];
            float lastY = y[span];
            for (int step = 1; step <= STEPS_PER_SPAN; step++) {
                float t = (float) step / STEPS_PER_SPAN;
                float nextX = spline(x[before], x[span], x[to], x[after], t);
                float nextY = spline(y[before], y[span], y[to], y[after], t);
                addLine(lastX, lastY, nextX, nextY);
                lastX = nextX;
                lastY = nextY;
            }
        }
    }

    private static float spline(float before, float from, float to, float after, float t) {
        float slope = to - before;
        float curve = 2 * before - 5 * from + 4 * to - after;
        float twist = 3 * (from - to) + after - before;
        return from + .5f * t * (slope + t * (curve + t * twist));
    }

    /// Looks only at the pixels that a line can reach.
    private void addLine(float fromX, float fromY, float toX, float toY) {
        float dx = toX - fromX;
        float dy = toY - fromY;
        float length2 = Math.max(dx * dx + dy * dy, 1e-6f);
        int top = clamp((int) (Math.min(fromY, toY) - reach));
        int bottom = clamp((int) (Math.max(fromY, toY) + reach));
        int left = clamp((int) (Math.min(fromX, toX) - reach));
        int right = clamp((int) (Math.max(fromX, toX) + reach));
        for (int row = top; row <= bottom; row++) {
            float py = row + .5f - fromY;
            for (int column = left; column <= right; column++) {
                float px = column + .5f - fromX;
                float along = Math.clamp((px * dx + py * dy) / length2, 0f, 1f);
                float ex = px - along * dx;
                float ey = py - along * dy;
                int pixel = row * SIDE + column;
                nearest[pixel] = Math.min(nearest[pixel], ex * ex + ey * ey);
            }
        }
    }

    private static int clamp(int place) {
        return Math.clamp(place, 0, SIDE - 1);
    }

    /// From distances to grey levels: an edge one pixel wide, an ink, and for each pixel a noise that is most often
    /// small (the difference of two uniform numbers).
    private void expose(Draws draws, byte[] pixels, int at) {
        float ink = draws.between(170, 255);
        for (int pixel = 0; pixel < PIXELS; pixel += 2) {
            int bits = draws.bits();
            pixels[at + pixel] = level(pixel, ink, bits);
            pixels[at + pixel + 1] = level(pixel + 1, ink, bits >>> 16);
        }
    }

    private byte level(int pixel, float ink, int bits) {
        float cover = Math.min(reach - (float) Math.sqrt(nearest[pixel]), 1);
        int noise = (((bits & 0xFF) - (bits >>> 8 & 0xFF)) * NOISE) / 256;
        return (byte) Math.clamp((int) (cover * ink) + noise, 0, 255);
    }
}
