package io.sluice.rtp.srtp;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.srtp.openssl.AesGcm;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// AES in Galois/counter mode (RFC 7714 §8, §9) by libcrypto. Belongs to the thread that made it.
final class OpenSslGcmTransform implements SrtpTransform {
    private final Arena arena = Arena.ofConfined();
    private final NonceSalt salt;
    private final boolean authenticatesTrailer;
    private final AesGcm cipher;
    private final MemorySegment trailerBytes = arena.allocate(Integer.BYTES);
    private final MemorySegment plain;

    /// SRTCP authenticates its trailer; SRTP has it in the nonce.
    OpenSslGcmTransform(SessionKeys keys, boolean authenticatesTrailer, boolean seals) {
        salt = new NonceSalt(keys.salt());
        this.authenticatesTrailer = authenticatesTrailer;
        cipher = new AesGcm(arena, keys.encryptionKey(), seals);
        plain = seals ? MemorySegment.NULL : arena.allocate(PacketReceiver.MAX_PACKET_BYTES);
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
        begin(ssrc, index, trailer, dst, offset, header);
        cipher.crypt(dst, offset + header, src, srcOffset, length);
        cipher.seal(dst, tagOffset);
    }

    /// Decrypts to elsewhere: before the tag is checked the packet must stay what it was.
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
        begin(ssrc, index, trailer, s, offset, header);
        cipher.crypt(plain, 0, s, offset + header, length);
        if (!cipher.open(s, tagOffset)) {
            return false;
        }
        MemorySegment.copy(plain, 0, s, offset + header, length);
        return true;
    }

    private void begin(
            int ssrc, long index, int trailer, MemorySegment s, long offset, int header) {
        cipher.begin(salt.nonceHigh(ssrc), salt.nonceLow(ssrc, index));
        cipher.authenticate(s, offset, header);
        if (authenticatesTrailer) {
            Bytes.put32(trailerBytes, 0, trailer);
            cipher.authenticate(trailerBytes, 0, Integer.BYTES);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
