package io.sluice.egress.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/// How long a file of [Recording] plays, as it is now: also while it grows, and after its writer
/// was killed.
///
/// @param millis 0 for what cannot be played
/// @param finished whether the writer closed it
public record RecordedLength(long millis, boolean finished) {
    private static final RecordedLength NONE = new RecordedLength(0, false);
    private static final int HEAD_BYTES = 8;

    /// Those we write are some hundred bytes to some kilobytes long.
    private static final int MAX_READ_BYTES = 1 << 16;

    /// A fragment is a second and two boxes: more than a week.
    private static final int MAX_BOXES = 2_000_000;

    /// Of a `tfdt`: version and time.
    private static final int TIME_OFFSET = 4;

    /// Reads it from the boxes' heads; what was cut off in the middle does not count.
    public static RecordedLength of(SeekableByteChannel file) throws IOException {
        long size = file.size();
        long timescale = 0;
        long track = 0;
        RecordedLength length = NONE;
        long at = 0;
        for (int i = 0; i < MAX_BOXES && at + HEAD_BYTES <= size; i++) {
            ByteBuffer head = read(file, at, HEAD_BYTES);
            if (head.remaining() < HEAD_BYTES) {
                break;
            }
            long box = head.getInt(0) & 0xffffffffL;
            if (box < HEAD_BYTES || box > size - at) {
                break;
            }
            String type = type(head, 0);
            if (type.equals("moov")) {
                ByteBuffer moov = read(file, at, (int) Math.min(box, MAX_READ_BYTES));
                ByteBuffer whole = find(moov, "mvex", "mehd");
                if (whole.remaining() >= 12 && whole.getLong(4) > 0) {
                    return new RecordedLength(whole.getLong(4), true);
                }
                timescale = number(find(moov, "trak", "mdia", "mdhd"), 12);
                track = number(find(moov, "trak", "tkhd"), 12);
            } else if (type.equals("moof") && timescale > 0) {
                ByteBuffer moof = read(file, at, (int) Math.min(box, MAX_READ_BYTES));
                if (number(find(moof, "traf", "tfhd"), 4) == track) {
                    length = upTo(find(moof, "traf", "tfdt"), timescale, length);
                }
            }
            at += box;
        }
        return length;
    }

    private static RecordedLength upTo(ByteBuffer tfdt, long timescale, RecordedLength before) {
        if (tfdt.remaining() < TIME_OFFSET + Long.BYTES || tfdt.getLong(TIME_OFFSET) < 0) {
            return before;
        }
        long time = tfdt.getLong(TIME_OFFSET);
        long millis = time / timescale * 1_000 + time % timescale * 1_000 / timescale;
        return new RecordedLength(Math.max(before.millis, millis), false);
    }

    private static long number(ByteBuffer body, int at) {
        return body.remaining() < at + 4 ? 0 : body.getInt(at) & 0xffffffffL;
    }

    /// The body of the first box at this path below a box, empty when there is none.
    private static ByteBuffer find(ByteBuffer box, String... path) {
        ByteBuffer inside = box.slice();
        for (String wanted : path) {
            ByteBuffer found = child(inside, wanted);
            if (!found.hasRemaining()) {
                return found;
            }
            inside = found;
        }
        return inside.slice(HEAD_BYTES, inside.remaining() - HEAD_BYTES);
    }

    /// The first box of this type behind the head of another one.
    private static ByteBuffer child(ByteBuffer parent, String type) {
        int at = HEAD_BYTES;
        while (at + HEAD_BYTES <= parent.remaining()) {
            long size = parent.getInt(at) & 0xffffffffL;
            if (size < HEAD_BYTES || size > parent.remaining() - at) {
                break;
            }
            if (type(parent, at).equals(type)) {
                return parent.slice(at, (int) size);
            }
            at += (int) size;
        }
        return ByteBuffer.allocate(0);
    }

    private static String type(ByteBuffer box, int at) {
        byte[] name = new byte[4];
        box.get(at + 4, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer read(SeekableByteChannel file, long at, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.position(at);
        while (bytes.hasRemaining() && file.read(bytes) > 0) {
            // On to the rest.
        }
        return bytes.flip();
    }
}
