package io.ringmaster.tensor.data;

import static io.ringmaster.tensor.data.Stroke.corners;
import static io.ringmaster.tensor.data.Stroke.curve;
import static io.ringmaster.tensor.data.Stroke.loop;

import java.util.List;

/// How people write the ten digits: for each one or more ways, each a list of strokes.
final class Glyphs {

    private static final List<List<List<Stroke>>> WAYS = List.of(
            List.of(List.of(loop(0, -1, -.42f, -.75f, -.58f, 0, -.42f, .75f, 0, 1, .42f, .75f, .58f, 0, .42f, -.75f))),
            List.of(
                    List.of(corners(0, -1, 0, 1)),
                    List.of(corners(-.38f, -.55f, .08f, -1, .08f, 1)),
                    List.of(corners(-.35f, -.6f, .05f, -1, .05f, .98f), corners(-.4f, .98f, .48f, .98f))),
            List.of(
                    List.of(curve(-.55f, -.6f, -.3f, -.93f, .12f, -1, .5f, -.72f, .46f, -.25f, .05f, .3f, -.58f, .95f),
                            corners(-.58f, .95f, .62f, .93f)),
                    List.of(curve(-.5f, -.62f, -.2f, -.97f, .3f, -.93f, .48f, -.5f, .2f, .15f, -.2f, .7f, -.5f, .9f,
                            -.55f, .7f, -.3f, .62f, .1f, .88f, .4f, .98f, .65f, .85f))),
            List.of(
                    List.of(curve(-.5f, -.72f, -.1f, -1, .38f, -.85f, .4f, -.38f, -.1f, -.06f),
                            curve(-.1f, -.06f, .42f, .1f, .56f, .5f, .25f, .93f, -.25f, .97f, -.6f, .7f)),
                    List.of(corners(-.5f, -.95f, .5f, -.95f, -.05f, -.15f),
                            curve(-.05f, -.15f, .45f, .05f, .55f, .5f, .2f, .95f, -.3f, .95f, -.6f, .68f))),
            List.of(
                    List.of(corners(.28f, 1, .28f, -1, -.62f, .35f, .65f, .35f)),
                    List.of(corners(-.42f, -.95f, -.56f, .12f, .6f, .1f), corners(.38f, -.9f, .28f, 1))),
            List.of(List.of(corners(.52f, -.95f, -.4f, -.95f, -.48f, -.1f),
                    curve(-.48f, -.1f, 0, -.3f, .46f, -.08f, .54f, .42f, .22f, .92f, -.25f, .98f, -.6f, .72f))),
            List.of(List.of(curve(.38f, -.96f, -.12f, -.68f, -.48f, -.05f, -.52f, .5f, -.22f, .94f, .28f, .94f, .55f, .52f,
                    .3f, .1f, -.15f, .08f, -.5f, .42f))),
            List.of(
                    List.of(corners(-.56f, -.92f, .56f, -.95f, -.12f, 1)),
                    List.of(corners(-.56f, -.92f, .56f, -.95f, -.12f, 1), corners(-.28f, .02f, .46f, .02f)),
                    List.of(corners(-.54f, -.6f, -.54f, -.95f, .54f, -.95f),
                            curve(.54f, -.95f, .2f, -.3f, .02f, .3f, -.05f, 1))),
            List.of(List.of(loop(0, -.06f, -.4f, -.38f, -.38f, -.82f, 0, -1, .38f, -.82f, .4f, -.38f, 0, -.06f,
                    -.5f, .32f, -.46f, .78f, 0, 1, .46f, .78f, .5f, .32f))),
            List.of(
                    List.of(curve(.48f, -.55f, .2f, -.08f, -.25f, -.04f, -.5f, -.45f, -.3f, -.9f, .15f, -.98f, .48f, -.55f,
                            .42f, .2f, .25f, 1)),
                    List.of(curve(.48f, -.55f, .2f, -.08f, -.25f, -.04f, -.5f, -.45f, -.3f, -.9f, .15f, -.98f, .48f, -.55f,
                            .5f, .1f, .25f, .8f, -.38f, .92f))));

    private Glyphs() {}

    /// Each way to write a digit, at least one.
    static List<List<Stroke>> waysToWrite(int digit) {
        return WAYS.get(digit);
    }
}
