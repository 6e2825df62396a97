package io.sluice.bench.replay;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What one publisher sends, from the files `NAME.opus` and, for each encoding, `NAME-RID.ivf`.
///
/// @param sound packets of Opus
/// @param pictures in the order of [ReplayOffer#RIDS]
record Media(List<MemorySegment> sound, List<IvfFile> pictures) {
    private static final long MAX_FILE_BYTES = 64 << 20;

    Media {
        sound = List.copyOf(sound);
        pictures = List.copyOf(pictures);
    }

    static Media read(Arena arena, Path directory, String name) throws IOException {
        List<IvfFile> pictures = new ArrayList<>();
        for (String rid : ReplayOffer.RIDS) {
            pictures.add(IvfFile.parse(arena, read(directory.resolve(name + "-" + rid + ".ivf"))));
        }
        return new Media(OggFile.parse(arena, read(directory.resolve(name + ".opus"))), pictures);
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is too large");
        }
        return Files.readAllBytes(file);
    }
}
