package io.sluice.egress.compose;

import java.awt.AlphaComposite;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// Paints names, avatars, titles and slates. Text is only ever painted here: it never becomes part
/// of an option or a filter of libav.
final class Painter {
    private static final int LABEL_BACKGROUND = 0xa0101418;
    private static final int TITLE_BACKGROUND = 0xc0101418;
    private static final int SLATE_TOP = 0x1c2430;

    /// Pictures of more pixels are not read as a logo.
    private static final int MAX_LOGO_PIXELS = 4096 * 4096;

    private final List<Font> fonts = new ArrayList<>();

    /// @param fontFiles asked in this order for a text; the system's sans-serif font comes first
    Painter(List<File> fontFiles) {
        fonts.add(new Font(Font.SANS_SERIF, Font.PLAIN, 1));
        for (File file : fontFiles) {
            try {
                fonts.add(Font.createFont(Font.TRUETYPE_FONT, file));
            } catch (FontFormatException | IOException _) {
                // A font less: what it alone could show becomes boxes.
            }
        }
    }

    /// The first font that has all of the text, else the one that goes furthest.
    private Font fontFor(String text, int size) {
        Font best = fonts.getFirst();
        int furthest = -1;
        for (Font font : fonts) {
            int stop = font.canDisplayUpTo(text);
            if (stop < 0) {
                return font.deriveFont((float) size);
            }
            if (stop > furthest) {
                furthest = stop;
                best = font;
            }
        }
        return best.deriveFont((float) size);
    }

    /// Whether some font has every character of the text.
    boolean canShow(String text) {
        return fonts.stream().anyMatch(font -> font.canDisplayUpTo(text) < 0);
    }

    /// A name on a dark ground, at most `maxWidth` wide; null when there is no room.
    @Nullable Artwork label(String text, int size, int maxWidth, boolean title) {
        Font font = fontFor(text, size);
        int padding = size / 2;
        FontMetrics metrics = metrics(font);
        String cut = shorten(text, metrics, maxWidth - 2 * padding);
        if (cut.isEmpty()) {
            return null;
        }
        int width = even(metrics.stringWidth(cut) + 2 * padding);
        int height = even(metrics.getAscent() + metrics.getDescent() + padding / 2);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = graphics(image);
        g.setColor(new Color(title ? TITLE_BACKGROUND : LABEL_BACKGROUND, true));
        g.fillRoundRect(0, 0, width, height, padding, padding);
        g.setColor(Color.WHITE);
        g.setFont(font);
        int base = (height + metrics.getAscent() - metrics.getDescent()) / 2;
        g.drawString(cut, padding, base);
        g.dispose();
        return artwork(image);
    }

    /// Somebody without a picture: the initials on a disc, in a square of the background.
    Artwork avatar(String name, int diameter, int background) {
        BufferedImage image = new BufferedImage(diameter, diameter, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = graphics(image);
        g.setColor(new Color(background));
        g.fillRect(0, 0, diameter, diameter);
        g.setColor(new Color(Names.colour(name)));
        g.fillOval(0, 0, diameter, diameter);
        String initials = Names.initials(name);
        g.setColor(Color.WHITE);
        int middle = diameter / 2;
        centre(g, initials, middle, middle, Math.max(8, diameter * 2 / 5), diameter);
        g.dispose();
        return artwork(image);
    }

    /// A picture of nothing but a text.
    Artwork slate(String text, int width, int height, int background) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = graphics(image);
        g.setPaint(
                new java.awt.GradientPaint(
                        0, 0, new Color(SLATE_TOP), 0, height, new Color(background)));
        g.fillRect(0, 0, width, height);
        g.setColor(Color.WHITE);
        int size = Math.min(width, height) / 10;
        centre(g, text, width / 2, height / 2, size, width * 9 / 10);
        g.dispose();
        return artwork(image);
    }

    /// A PNG within these bounds; null when it is none.
    @Nullable Artwork logo(byte[] png, int maxWidth, int maxHeight) {
        BufferedImage source = read(png);
        if (source == null) {
            return null;
        }
        double scale =
                Math.min(
                        1,
                        Math.min(
                                (double) maxWidth / source.getWidth(),
                                (double) maxHeight / source.getHeight()));
        int width = Math.max(2, even((int) (source.getWidth() * scale)));
        int height = Math.max(2, even((int) (source.getHeight() * scale)));
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        Graphics2D g = graphics(image);
        g.setComposite(AlphaComposite.Src);
        g.drawImage(source, 0, 0, width, height, null);
        g.dispose();
        return artwork(image);
    }

    private static @Nullable BufferedImage read(byte[] png) {
        if (!saneSize(png)) {
            return null;
        }
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException _) {
            return null;
        }
    }

    /// Width and height stand in the first chunk of a PNG: a small file can be a huge picture.
    private static boolean saneSize(byte[] png) {
        if (png.length < 24 || png[1] != 'P' || png[2] != 'N' || png[3] != 'G') {
            return false;
        }
        java.nio.ByteBuffer header = java.nio.ByteBuffer.wrap(png);
        long width = header.getInt(16);
        long height = header.getInt(20);
        return width > 0 && height > 0 && width * height <= MAX_LOGO_PIXELS;
    }

    private void centre(Graphics2D g, String text, int x, int y, int size, int maxWidth) {
        Font font = fontFor(text, size);
        FontMetrics metrics = g.getFontMetrics(font);
        int wide = metrics.stringWidth(text);
        if (wide > maxWidth && wide > 0) {
            font = font.deriveFont((float) Math.max(8, size * maxWidth / wide));
            metrics = g.getFontMetrics(font);
        }
        String cut = shorten(text, metrics, maxWidth);
        g.setFont(font);
        int base = y + (metrics.getAscent() - metrics.getDescent()) / 2;
        g.drawString(cut, x - metrics.stringWidth(cut) / 2, base);
    }

    private static String shorten(String text, FontMetrics metrics, int maxWidth) {
        if (metrics.stringWidth(text) <= maxWidth) {
            return text;
        }
        int[] points = text.codePoints().toArray();
        for (int count = points.length - 1; count > 0; count--) {
            String cut = new String(points, 0, count) + "…";
            if (metrics.stringWidth(cut) <= maxWidth) {
                return cut;
            }
        }
        return "";
    }

    private static FontMetrics metrics(Font font) {
        Graphics2D g = graphics(new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB));
        FontMetrics metrics = g.getFontMetrics(font);
        g.dispose();
        return metrics;
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        return g;
    }

    private static int even(int value) {
        return value & ~1;
    }

    private static Artwork artwork(BufferedImage image) {
        int width = image.getWidth() & ~1;
        int height = image.getHeight() & ~1;
        int[] argb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        return new Artwork(argb, image.getWidth(), width, height);
    }
}
