package io.sluice.egress.compose;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.egress.control.Layout;
import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Scene.Slate;
import io.sluice.egress.decode.Libav;
import io.sluice.egress.layout.Rect;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What stands in the picture, before anything is encoded.
final class ComposerTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;

    /// No text and no ground of one is so.
    private static final int CAMERA = 0x9060a0;

    /// The edges of letters and the paint of their ground are in between.
    private static final int WHITE = 190;

    private static final Rect ALL = new Rect(0, 0, WIDTH, HEIGHT);

    private final Camera camera = new Camera();
    private final Composer composer = new Composer(WIDTH, HEIGHT, Fonts.find(List.of()));

    /// A picture of one colour.
    private static final class Camera implements Feed {
        final AVFrame frame = Libav.newPicture(WIDTH, HEIGHT);
        long version;

        Camera() {
            show(CAMERA);
        }

        void show(int rgb) {
            int[] values = {Artwork.luma(rgb), Artwork.blue(rgb), Artwork.red(rgb)};
            for (int i = 0; i < 3; i++) {
                long rows = i == 0 ? HEIGHT : HEIGHT / 2;
                Pointer.memset(frame.data(i), values[i], rows * frame.linesize(i));
            }
            version++;
        }

        @Override
        public boolean live() {
            return true;
        }

        @Override
        public AVFrame picture() {
            return frame;
        }

        @Override
        public long version() {
            return version;
        }
    }

    /// A composed picture, copied.
    private record Picture(List<byte[]> planes) {
        static Picture of(AVFrame frame) {
            return new Picture(List.of(plane(frame, 0), plane(frame, 1), plane(frame, 2)));
        }

        private static byte[] plane(AVFrame frame, int plane) {
            int shift = plane == 0 ? 0 : 1;
            byte[] all = new byte[(WIDTH >> shift) * (HEIGHT >> shift)];
            for (int y = 0; y < HEIGHT >> shift; y++) {
                frame.data(plane)
                        .getPointer((long) y * frame.linesize(plane))
                        .get(all, y * (WIDTH >> shift), WIDTH >> shift);
            }
            return all;
        }

        int luma(int x, int y) {
            return planes.get(0)[y * WIDTH + x] & 0xff;
        }

        void assertColour(int rgb, int x, int y, String where) {
            int half = y / 2 * (WIDTH / 2) + x / 2;
            assertEquals(Artwork.luma(rgb), luma(x, y), 3, where);
            assertEquals(Artwork.blue(rgb), planes.get(1)[half] & 0xff, 3, where);
            assertEquals(Artwork.red(rgb), planes.get(2)[half] & 0xff, 3, where);
        }

        /// Points as bright as letters.
        int letters(Rect place) {
            int count = 0;
            for (int y = place.y(); y < place.y() + place.height(); y++) {
                for (int x = place.x(); x < place.x() + place.width(); x++) {
                    count += luma(x, y) > WHITE ? 1 : 0;
                }
            }
            return count;
        }

        /// Points that differ in luma.
        int differences(Picture other, Rect place) {
            int count = 0;
            for (int y = place.y(); y < place.y() + place.height(); y++) {
                for (int x = place.x(); x < place.x() + place.width(); x++) {
                    count += Math.abs(luma(x, y) - other.luma(x, y)) > 3 ? 1 : 0;
                }
            }
            return count;
        }
    }

    @AfterEach
    void close() {
        composer.close();
        av_frame_free(camera.frame);
    }

    private Picture compose(Scene scene) {
        composer.scene(scene);
        return Picture.of(composer.compose());
    }

    private static Scene scene(boolean names, String title, @Nullable String logo) {
        return new Scene(Layout.GRID, names, title, logo, Slate.NONE, "", false);
    }

    private void people(String... names) {
        composer.people(
                java.util.Arrays.stream(names)
                        .map(name -> new Person(name, name, camera, null))
                        .toList());
    }

    @Test
    void eachTileHasItsNameInItsLowerLeftCornerUnlessNamesAreOff() {
        people("Anna", "Benedikt");
        Picture named = compose(scene(true, "", null));
        Picture bare = compose(scene(false, "", null));

        assertEquals(0, bare.letters(ALL));
        assertEquals(2, composer.places().size());
        int[] letters = new int[2];
        for (int i = 0; i < 2; i++) {
            Rect tile = composer.places().get(i);
            int corner = tile.y() + tile.height() * 3 / 4 & ~1;
            Rect below =
                    new Rect(
                            tile.x(),
                            corner,
                            tile.width() / 2 & ~1,
                            tile.y() + tile.height() - corner);
            letters[i] = named.letters(below);
            assertTrue(letters[i] > 20, letters[i] + " bright points in tile " + i);
            assertEquals(letters[i], named.letters(tile), "nowhere else");
            bare.assertColour(CAMERA, tile.x() + 10, tile.y() + tile.height() - 10, "tile " + i);
        }
        assertTrue(letters[1] > letters[0], "the longer name");
    }

    @Test
    void aNameStaysWhilePicturesChangeBelowIt() {
        people("Anna");
        Picture first = compose(scene(true, "", null));
        camera.show(0x304050);
        Picture next = compose(scene(true, "", null));

        next.assertColour(0x304050, 320, 100, "the new picture");
        assertTrue(next.letters(ALL) > 20);
        assertEquals(first.letters(ALL), next.letters(ALL), 20);
    }

    @Test
    void aTitleStandsInTheMiddleOfTheLowerEdge() {
        people("");
        Picture titled = compose(scene(true, "Algebra II", null));
        Picture bare = compose(scene(true, "", null));

        assertEquals(0, bare.differences(compose(scene(false, "", null)), ALL));
        Rect edge = new Rect(200, 270, 240, 80);
        assertTrue(titled.letters(edge) > 40, titled.letters(edge) + " bright points");
        assertEquals(titled.letters(edge), titled.letters(ALL), "nowhere else");
        assertEquals(titled.differences(bare, edge), titled.differences(bare, ALL));
    }

    private static String png(int width, int height, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = image.createGraphics();
        g.setColor(colour);
        g.fillRect(0, 0, width, height);
        g.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(javax.imageio.ImageIO.write(image, "png", out));
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    @Test
    void aLogoStandsInTheUpperRightCornerInItsColour() throws IOException {
        people("");
        String logo = png(60, 40, Color.ORANGE);
        Picture picture = compose(scene(true, "", logo));

        // 10 from either edge.
        int orange = Color.ORANGE.getRGB() & 0xffffff;
        for (int[] inside : new int[][] {{572, 12}, {628, 12}, {572, 48}, {628, 48}, {600, 30}}) {
            picture.assertColour(orange, inside[0], inside[1], "logo " + inside[0]);
        }
        for (int[] outside : new int[][] {{566, 30}, {634, 30}, {600, 6}, {600, 54}}) {
            picture.assertColour(CAMERA, outside[0], outside[1], "beside " + outside[0]);
        }
        camera.show(0x304050);
        Picture next = compose(scene(true, "", logo));
        next.assertColour(orange, 600, 30, "over the next picture");
        next.assertColour(0x304050, 600, 54, "the next picture");
    }

    /// Painted over and over, it would grow darker or lighter.
    @Test
    void aTransparentLogoStaysAsItIsFromPictureToPicture() throws IOException {
        people("");
        String logo = png(60, 40, new Color(255, 255, 255, 128));
        Picture first = compose(scene(true, "", logo));
        for (int i = 0; i < 5; i++) {
            camera.show(CAMERA);
            assertEquals(0, first.differences(compose(scene(true, "", logo)), ALL));
        }
        int half = (Artwork.luma(CAMERA) + Artwork.luma(0xffffff)) / 2;
        assertEquals(half, first.luma(600, 30), 3);
    }

    /// Its ground is transparent: what changes on one side must not go through it twice on the
    /// other.
    @Test
    void aTitleOverTwoTilesStaysAsItIsWhileOneOfThemChanges() {
        Camera other = new Camera();
        composer.people(
                List.of(new Person("a", "", camera, null), new Person("b", "", other, null)));
        Scene scene = scene(true, "Algebra II", null).with(Layout.SIDE_BY_SIDE);
        Picture first = compose(scene);
        for (int i = 0; i < 5; i++) {
            camera.show(CAMERA);
            assertEquals(0, first.differences(compose(scene), ALL));
        }
        av_frame_free(other.frame);
    }

    @ParameterizedTest
    @EnumSource(
            value = Slate.class,
            names = {"WAITING", "HOLD", "END"})
    void aSlateCoversAllAndSaysItsWords(Slate slate) throws IOException {
        people("Anna", "Ben");
        Scene shown = scene(true, "Algebra II", png(60, 40, Color.ORANGE));
        Picture before = compose(shown);
        Picture slated = compose(shown.with(slate, "Words of " + slate));
        Picture silent = compose(shown.with(slate, ""));

        Rect middle = new Rect(60, 130, 520, 100);
        assertTrue(slated.letters(middle) > 200, slated.letters(middle) + " bright points");
        assertEquals(slated.letters(middle), slated.letters(ALL), "nowhere else");
        assertEquals(0, silent.letters(ALL), "no words");
        for (int y = 2; y < HEIGHT; y += 8) {
            for (int x = 2; x < WIDTH; x += 8) {
                assertTrue(silent.luma(x, y) < 60, "dark at " + x + " " + y);
            }
        }
        camera.show(CAMERA);
        assertEquals(0, slated.differences(compose(shown.with(slate, "Words of " + slate)), ALL));
        assertEquals(0, before.differences(compose(shown), ALL), "and then all is back");
    }
}
