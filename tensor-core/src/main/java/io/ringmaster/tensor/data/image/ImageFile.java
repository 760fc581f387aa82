package io.ringmaster.tensor.data.image;

import io.ringmaster.tensor.data.DataException;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// One PNG or JPEG file, and its pixels as numbers from 0 to 1.
record ImageFile(Path path) {

    private static final long MOST_BYTES = 1 << 28;
    private static final long MOST_PIXELS = 1 << 26;
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

    static boolean isNamedAsOne(Path path) {
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".png") || name.endsWith(".jpg") || name.endsWith(".jpeg");
    }

    /// Throws [DataException] where the file is no sound image.
    float[] read(ImageFormat format) {
        byte[] content = content();
        String type = type(content);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            BufferedImage image = decode(in, type);
            ImageSize size = new ImageSize(format.channels(), image.getHeight(), image.getWidth());
            return format.fitted(values(image, size), size);
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {   // ImageIO's readers throw many kinds at damaged files
            throw new DataException(e, "%s can't be decoded (%s); it must be a sound PNG or JPEG; copy or convert it again, "
                + "or remove it", path, e);
        }
    }

    /// The file as it lies.
    byte[] content() {
        try {
            long bytes = Files.size(path);
            if (bytes > MOST_BYTES) {
                throw new DataException("%s has %d bytes; images of up to %d are read; make it smaller, or remove it",
                    path, bytes, MOST_BYTES);
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new DataException(e, "%s can't be read (%s); check that it is a file you may read", path, e);
        }
    }

    private String type(byte[] content) {
        if (startsWith(content, PNG)) {
            return "png";
        }
        if (startsWith(content, JPEG)) {
            return "jpeg";
        }
        throw new DataException("%s is neither PNG nor JPEG by its first bytes; convert it, or remove it", path);
    }

    private static boolean startsWith(byte[] content, byte[] magic) {
        return content.length >= magic.length && Arrays.equals(content, 0, magic.length, magic, 0, magic.length);
    }

    private BufferedImage decode(ImageInputStream in, String type) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(type);
        ImageReader reader = readers.next();
        try {
            reader.setInput(in, true, true);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels > MOST_PIXELS) {
                throw new DataException("%s says that it is %d pixels wide and %d high; images of up to %d pixels are read; "
                    + "make it smaller, or remove it", path, reader.getWidth(0), reader.getHeight(0), MOST_PIXELS);
            }
            return reader.read(0);
        } finally {
            reader.dispose();
        }
    }

    /// Shapes: → [C, H, W]. What is transparent shows its colour.
    private static float[] values(BufferedImage image, ImageSize size) {
        int pixels = size.rows() * size.columns();
        int[] colours = switch (image.getColorModel().getNumColorComponents()) {
            case 1 -> greys(image);
            case 4 -> inks(image);
            default -> image.getRGB(0, 0, size.columns(), size.rows(), null, 0, size.columns());
        };
        float[] values = new float[size.elements()];
        for (int pixel = 0; pixel < pixels; pixel++) {
            int red = colours[pixel] >> 16 & 0xFF;
            int green = colours[pixel] >> 8 & 0xFF;
            int blue = colours[pixel] & 0xFF;
            if (size.channels() == 1) {
                values[pixel] = luma(red, green, blue) / 255f;
            } else {
                values[pixel] = red / 255f;
                values[pixels + pixel] = green / 255f;
                values[2 * pixels + pixel] = blue / 255f;
            }
        }
        return values;
    }

    /// PIL's weights and rounding.
    private static int luma(int red, int green, int blue) {
        return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }

    /// The levels as they are stored: getRGB would take them for linear light and brighten them.
    private static int[] greys(BufferedImage image) {
        Raster raster = image.getRaster();
        int[] levels = raster.getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
        int largest = (1 << image.getColorModel().getComponentSize(0)) - 1;
        for (int pixel = 0; pixel < levels.length; pixel++) {
            int level = levels[pixel] * 255 / largest;
            levels[pixel] = level << 16 | level << 8 | level;
        }
        return levels;
    }

    /// Cyan, magenta, yellow and black as light, by PIL's rule: getRGB would brighten them, too.
    private static int[] inks(BufferedImage image) {
        int[] inks = image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
        int[] colours = new int[inks.length / 4];
        for (int pixel = 0; pixel < colours.length; pixel++) {
            int light = 255 - inks[4 * pixel + 3];
            int red = light - part(inks[4 * pixel], light);
            int green = light - part(inks[4 * pixel + 1], light);
            int blue = light - part(inks[4 * pixel + 2], light);
            colours[pixel] = red << 16 | green << 8 | blue;
        }
        return colours;
    }

    /// `ink light / 255`, rounded.
    private static int part(int ink, int light) {
        int product = ink * light + 128;
        return (product >> 8) + product >> 8;
    }
}
