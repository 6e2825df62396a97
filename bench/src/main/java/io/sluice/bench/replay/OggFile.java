package io.sluice.bench.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The Opus packets of an Ogg file (RFC 3533 §6, RFC 7845), which has one stream in it.
public final class OggFile {
    static final int MAX_PACKETS = 100_000;

    /// As large as an Opus packet of one frame gets.
    static final int MAX_PACKET_BYTES = 1_275;

    private static final int PAGE_HEADER_BYTES = 27;
    private static final int SEGMENT_COUNT = 26;
    private static final int CONTINUES = 255;
    private static final int HEADER_PACKETS = 2;

    private OggFile() {}

    /// The packets of a whole file, without the two headers.
    ///
    /// @throws IOException when it is no Ogg file of Opus
    public static List<MemorySegment> parse(Arena arena, byte[] file) throws IOException {
        List<byte[]> packets = packets(file);
        if (packets.size() <= HEADER_PACKETS || !startsWith(packets.getFirst(), "OpusHead")) {
            throw new IOException("an Ogg file without Opus");
        }
        List<MemorySegment> media = new ArrayList<>();
        for (byte[] packet : packets.subList(HEADER_PACKETS, packets.size())) {
            if (packet.length == 0 || packet.length > MAX_PACKET_BYTES) {
                throw new IOException("an Opus packet of " + packet.length + " bytes");
            }
            MemorySegment bytes = arena.allocate(packet.length);
            MemorySegment.copy(packet, 0, bytes, ValueLayout.JAVA_BYTE, 0, packet.length);
            media.add(bytes);
        }
        return List.copyOf(media);
    }

    private static List<byte[]> packets(byte[] file) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        int at = 0;
        while (at < file.length) {
            int segments =
                    at + PAGE_HEADER_BYTES > file.length ? 0 : file[at + SEGMENT_COUNT] & 0xff;
            int data = at + PAGE_HEADER_BYTES + segments;
            if (data > file.length || !"OggS".equals(text(file, at, 4))) {
                throw new IOException("a damaged page of an Ogg file");
            }
            for (int i = 0; i < segments; i++) {
                int length = file[at + PAGE_HEADER_BYTES + i] & 0xff;
                if (length > file.length - data || packets.size() == MAX_PACKETS) {
                    throw new IOException(
                            "a page of an Ogg file that is too short, or one too many");
                }
                packet.write(file, data, length);
                data += length;
                if (length < CONTINUES) {
                    packets.add(packet.toByteArray());
                    packet.reset();
                }
            }
            at = data;
        }
        return packets;
    }

    private static boolean startsWith(byte[] packet, String text) {
        return packet.length >= text.length() && text(packet, 0, text.length()).equals(text);
    }

    private static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.US_ASCII);
    }
}
