package io.sluice.rtmp;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads FLV (Adobe FLV specification, annex E) from bytes that may be cut anywhere.
///
/// Memory is taken as bytes arrive and bounded by the longest tag allowed. After an error nothing
/// more is read.
public final class FlvReader {
    private static final int HEADER_BYTES = 9;
    private static final int TAG_HEADER_BYTES = 11;
    private static final int BACK_POINTER_BYTES = 4;
    private static final int FIRST_BYTES = 4_096;

    /// A header may be longer than ours in a later version; by this much we believe it.
    private static final int MAX_HEADER_BYTES = 1_024;

    private enum Part {
        HEADER,
        REST_OF_HEADER,
        TAG_HEADER,
        BODY,
        BACK_POINTER
    }

    private final int maxTagBytes;
    private final RtmpMessage tag = new RtmpMessage();
    private byte[] buffer = new byte[FIRST_BYTES];
    private int buffered;
    private int needed = HEADER_BYTES;
    private Part part = Part.HEADER;
    private int tagType;
    private int tagLength;
    private long tagTimestamp;
    private boolean hasAudio;
    private boolean hasVideo;
    private @Nullable RtmpError error;

    /// Reads tags whose bodies have at most so many bytes.
    public FlvReader(int maxTagBytes) {
        this.maxTagBytes = maxTagBytes;
    }

    /// Whether the file header promised sound.
    public boolean hasAudio() {
        return hasAudio;
    }

    /// Whether the file header promised a picture.
    public boolean hasVideo() {
        return hasVideo;
    }

    /// Reads what arrived and hands out each tag, valid during the call; gives back the error that
    /// ended the reading, or null.
    public @Nullable RtmpError read(
            byte[] bytes, int offset, int length, Consumer<RtmpMessage> out) {
        int at = offset;
        int end = offset + length;
        while (error == null && (at < end || buffered == needed)) {
            int count = Math.min(end - at, needed - buffered);
            store(bytes, at, count);
            at += count;
            if (buffered == needed) {
                onPart(out);
            }
        }
        return error;
    }

    private void store(byte[] bytes, int at, int count) {
        int wanted = buffered + count;
        if (wanted > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(wanted, Math.min(needed, 2 * wanted)));
        }
        System.arraycopy(bytes, at, buffer, buffered, count);
        buffered = wanted;
    }

    private void onPart(Consumer<RtmpMessage> out) {
        switch (part) {
            case HEADER -> onHeader();
            case REST_OF_HEADER, BACK_POINTER -> expect(Part.TAG_HEADER, TAG_HEADER_BYTES);
            case TAG_HEADER -> onTagHeader();
            case BODY -> onBody(out);
        }
    }

    private void expect(Part next, int bytes) {
        part = next;
        needed = bytes;
        buffered = 0;
    }

    private void onHeader() {
        ByteReader in = new ByteReader(buffer, 0, HEADER_BYTES);
        boolean isFlv = in.u8() == 'F' && in.u8() == 'L' && in.u8() == 'V';
        in.skip(1);
        int flags = in.u8();
        long length = in.u32();
        if (!isFlv || length < HEADER_BYTES || length > MAX_HEADER_BYTES) {
            error = RtmpError.FLV;
            return;
        }
        hasAudio = (flags & 4) != 0;
        hasVideo = (flags & 1) != 0;
        expect(Part.REST_OF_HEADER, (int) length - HEADER_BYTES + BACK_POINTER_BYTES);
    }

    private void onTagHeader() {
        ByteReader in = new ByteReader(buffer, 0, TAG_HEADER_BYTES);
        int kind = in.u8();
        tagType = kind & 0x1f;
        tagLength = in.u24();
        tagTimestamp = in.u24() | (long) in.u8() << 24;
        if (kind != tagType) {
            error = RtmpError.FLV; // encrypted, or no tag at all
        } else if (tagLength > maxTagBytes) {
            error = RtmpError.TAG_TOO_LONG;
        } else {
            expect(Part.BODY, tagLength);
        }
    }

    private void onBody(Consumer<RtmpMessage> out) {
        tag.payload = buffer;
        tag.offset = 0;
        tag.length = tagLength;
        tag.type = tagType;
        tag.timestampMillis = tagTimestamp;
        out.accept(tag);
        if (buffer.length > 1 << 20) {
            buffer = new byte[FIRST_BYTES];
        }
        expect(Part.BACK_POINTER, BACK_POINTER_BYTES);
    }
}
