package io.sluice.bench.load;

import io.sluice.bench.server.Picture;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/// One encoding of a [Publisher]'s camera, a stream of its own.
final class CameraEncoding {
    final Picture picture;
    final VideoSource source;
    final long ssrc;

    /// Empty when there is no other encoding.
    final byte[] rid;

    long index = 2_000;
    long sent;

    CameraEncoding(Arena arena, int publisher, Picture picture, long ssrc) {
        this.picture = picture;
        this.ssrc = ssrc;
        source = new VideoSource(arena, publisher, picture);
        rid = picture.rid().getBytes(StandardCharsets.US_ASCII);
    }
}
