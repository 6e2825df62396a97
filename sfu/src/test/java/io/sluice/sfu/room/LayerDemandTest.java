package io.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.sfu.api.EncodingParameters;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Three encodings of which nothing has come yet, so 320x180, 640x360 and 1280x720 are assumed.
final class LayerDemandTest {
    private final LayerLadder ladder =
            new LayerLadder(List.of(encoding("l"), encoding("m"), encoding("h")));

    private static EncodingParameters encoding(String rid) {
        return new EncodingParameters(rid, EncodingParameters.UNKNOWN, EncodingParameters.UNKNOWN);
    }

    private int first(int width, int height) {
        return LayerDemand.of(ladder, width, height, true, LayerLadder.NONE);
    }

    private int after(int layer, int width, int height) {
        return LayerDemand.of(ladder, width, height, true, layer);
    }

    @Test
    void theSmallestPictureThatFillsTheTileIsWanted() {
        assertEquals(0, first(160, 90));
        assertEquals(0, first(320, 180));
        assertEquals(1, first(640, 360));
        assertEquals(2, first(1280, 720));
        assertEquals(2, first(3840, 2160), "there is nothing larger");
    }

    /// A picture is cut to fill a tile of another shape, so the longer side counts.
    @Test
    void aTileOfAnotherShapeNeedsMoreWhenItIsFilled() {
        assertEquals(1, LayerDemand.of(ladder, 320, 360, true, LayerLadder.NONE));
        assertEquals(0, LayerDemand.of(ladder, 320, 360, false, LayerLadder.NONE));
    }

    @Test
    void aTileThatChangesALittleKeepsItsPicture() {
        for (int height = 350; height <= 440; height += 10) {
            assertEquals(1, after(1, height * 16 / 9, height), "at " + height);
        }
        assertEquals(2, after(1, 840, 472));
        assertEquals(2, after(2, 720, 405), "half a step is no reason to fall");
        assertEquals(1, after(2, 640, 360));
        assertEquals(0, after(2, 320, 180), "two steps at once");
    }

    @Test
    void aLadderThatLostALayerHasNoneAbove() {
        ladder.encodings(List.of(encoding("l"), encoding("m")));
        assertEquals(1, after(2, 1280, 720));
    }
}
