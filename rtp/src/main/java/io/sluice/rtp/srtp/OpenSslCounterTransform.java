package io.sluice.rtp.srtp;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.srtp.openssl.AesCounter;
import io.sluice.rtp.srtp.openssl.HmacSha1;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// AES in counter mode with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2) by libcrypto. Belongs to the thread
/// that made it.
final class OpenSslCounterTransform implements SrtpTransform {
    private final Arena arena = Arena.ofConfined();
    private final NonceSalt salt;
    private final int tagBytes;
    private final AesCounter cipher;
    private final HmacSha1 mac;
    private final MemorySegment trailerBytes = arena.allocate(Integer.BYTES);

    OpenSslCounterTransform(SrtpProfile profile, SessionKeys keys) {
        salt = new NonceSalt(keys.salt());
        tagBytes = profile.tagBytes();
        cipher = new AesCounter(arena, keys.encryptionKey());
        mac = new HmacSha1(arena, keys.authenticationKey());
    }

    @Override
    public void seal(
            int ssrc,
            long index,
            int trailer,
            MemorySegment dst,
            long offset,
            int header,
            MemorySegment src,
            long srcOffset,
            int length,
            long tagOffset) {
        long counterHigh = salt.counterHigh(ssrc);
        long counterLow = salt.counterLow(index);
        cipher.crypt(counterHigh, counterLow, dst, offset + header, src, srcOffset, length);
        MemorySegment digest = digest(dst, offset, header + length, trailer);
        MemorySegment.copy(digest, 0, dst, tagOffset, tagBytes);
    }

    @Override
    public boolean open(
            int ssrc,
            long index,
            int trailer,
            MemorySegment s,
            long offset,
            int header,
            int length,
            long tagOffset) {
        MemorySegment digest = digest(s, offset, header + length, trailer);
        int difference = 0;
        for (int i = 0; i < tagBytes; i++) {
            difference |=
                    digest.get(ValueLayout.JAVA_BYTE, i)
                            ^ s.get(ValueLayout.JAVA_BYTE, tagOffset + i);
        }
        if (difference != 0) {
            return false;
        }
        long at = offset + header;
        cipher.crypt(salt.counterHigh(ssrc), salt.counterLow(index), s, at, s, at, length);
        return true;
    }

    private MemorySegment digest(MemorySegment s, long offset, int length, int trailer) {
        Bytes.put32(trailerBytes, 0, trailer);
        mac.begin();
        mac.update(s, offset, length);
        mac.update(trailerBytes, 0, Integer.BYTES);
        return mac.finish();
    }

    @Override
    public void close() {
        mac.wipe();
        arena.close();
    }
}
