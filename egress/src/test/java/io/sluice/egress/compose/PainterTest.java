package io.sluice.egress.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class PainterTest {
    private final Painter painter = new Painter(Fonts.find(List.of()));

    @Test
    void initialsAreThoseOfTheMeetingsPage() {
        assertEquals("AS", Names.initials("Anna Schmidt"));
        assertEquals("A", Names.initials("anna"));
        assertEquals("小明", Names.initials("王小明"));
        assertEquals("王五", Names.initials("王五 (老师)"));
        assertEquals("?", Names.initials("  "));
    }

    @Test
    void coloursComeFromTheMeetingsPalette() {
        assertEquals(Names.colour("Anna"), Names.colour("Anna"));
        assertTrue(Names.colour("王小明") != 0);
    }

    @Test
    void aNameThatIsTooLongIsCut() {
        Artwork label = painter.label("A very long name that no tile has room for", 20, 120, false);
        assertNotNull(label);
        assertTrue(label.width <= 120);
        assertNull(painter.label("Anna", 20, 8, false));
    }

    @Test
    void chineseIsShownWhereAFontKnowsIt() {
        Assumptions.assumeTrue(!Fonts.find(List.of()).isEmpty(), "no such font here");
        assertTrue(painter.canShow("王小明老师"));
        Artwork one = painter.avatar("王小明", 90, 0);
        Artwork other = painter.avatar("王小红", 90, 0);
        int differs = 0;
        for (int i = 0; i < one.luma.length; i++) {
            differs += one.luma[i] != other.luma[i] ? 1 : 0;
        }
        assertTrue(differs > 50, "two names look alike");
    }

    @Test
    void aSlateFillsThePicture() {
        Artwork slate = painter.slate("We begin at eight", 640, 360, 0x102030);
        assertTrue(slate.opaque);
        assertEquals(0, slate.alpha.length, "it needs none");
        assertEquals(640, slate.width);
    }

    @Test
    void aLogoIsScaledAndItsTransparencyKept() throws IOException {
        BufferedImage image = new BufferedImage(400, 100, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0xffff0000);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, "png", png));
        Artwork logo = painter.logo(png.toByteArray(), 200, 200);
        assertNotNull(logo);
        assertEquals(200, logo.width);
        assertEquals(50, logo.height);
        assertEquals(0, logo.alpha[logo.alpha.length - 1]);
    }

    /// A file of a few bytes can claim to be as large as memory.
    @Test
    void whatIsNoLogoIsRefused() {
        assertNull(painter.logo(new byte[0], 100, 100));
        assertNull(painter.logo(new byte[100], 100, 100));
        ByteBuffer bomb = ByteBuffer.allocate(100);
        bomb.putLong(0x89504e470d0a1a0aL).putLong(0x0000000d49484452L);
        bomb.putInt(1_000_000).putInt(1_000_000);
        assertNull(painter.logo(bomb.array(), 100, 100));
    }

    @Test
    void coloursAreThoseOfVideo() {
        assertEquals(235, Artwork.luma(0xffffff), 1);
        assertEquals(16, Artwork.luma(0));
        assertEquals(128, Artwork.blue(0x808080), 1);
        assertEquals(240, Artwork.red(0xff0000), 1);
    }
}
