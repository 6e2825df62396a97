package io.sluice.egress.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads the boxes of a fragmented MP4 as far as tests need it.
final class Mp4Walker {
    private static final Set<String> CONTAINERS =
            Set.of("moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf", "dinf");

    record Box(String path, int offset, int size) {}

    /// One track's share of a fragment.
    record Run(int track, long time, List<Long> durations, List<Integer> sizes, int dataAt) {}

    final List<Box> boxes = new ArrayList<>();
    private final ByteBuffer file;

    Mp4Walker(byte[] bytes) {
        file = ByteBuffer.wrap(bytes);
        walk("", 0, bytes.length);
    }

    private void walk(String parent, int from, int to) {
        int at = from;
        while (at < to) {
            int size = file.getInt(at);
            if (size < 8 || at + size > to) {
                throw new IllegalStateException("box of " + size + " bytes at " + at);
            }
            byte[] name = new byte[4];
            file.get(at + 4, name);
            String type = new String(name, StandardCharsets.US_ASCII);
            boxes.add(new Box(parent + "/" + type, at, size));
            if (CONTAINERS.contains(type)) {
                walk(parent + "/" + type, at + 8, at + size);
            }
            at += size;
        }
    }

    List<String> topLevel() {
        return boxes.stream()
                .map(Box::path)
                .filter(path -> path.lastIndexOf('/') == 0)
                .map(path -> path.substring(1))
                .toList();
    }

    List<Run> runs(int track) {
        List<Run> runs = new ArrayList<>();
        int moof = 0;
        int trackId = 0;
        long time = 0;
        for (Box box : boxes) {
            int body = box.offset() + 12;
            switch (box.path()) {
                case "/moof" -> moof = box.offset();
                case "/moof/traf/tfhd" -> trackId = file.getInt(body);
                case "/moof/traf/tfdt" -> time = file.getLong(body);
                case "/moof/traf/trun" -> {
                    if (trackId == track) {
                        runs.add(run(trackId, time, moof, box));
                    }
                }
                default -> {
                    // Not about samples.
                }
            }
        }
        return runs;
    }

    private Run run(int track, long time, int moof, Box box) {
        int flags = file.getInt(box.offset() + 8) & 0xffffff;
        int count = file.getInt(box.offset() + 12);
        int dataAt = moof + file.getInt(box.offset() + 16);
        int stride = 4 * Integer.bitCount(flags >> 8);
        List<Long> durations = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = box.offset() + 20 + i * stride;
            durations.add((long) file.getInt(at));
            sizes.add(file.getInt(at + 4));
        }
        return new Run(track, time, durations, sizes, dataAt);
    }
}
