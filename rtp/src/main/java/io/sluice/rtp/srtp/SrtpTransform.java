package io.sluice.rtp.srtp;

import java.lang.foreign.MemorySegment;

/// One direction of RTP or of RTCP under one key: encryption and authentication of a packet.
///
/// SRTP and SRTCP differ only in what is given here: the nonce takes an index of 48 or 31 bits, the
/// trailer is the roll-over counter or the SRTCP index with its E bit.
interface SrtpTransform extends AutoCloseable {
    /// Encrypts `src[srcOffset, srcOffset + length)` to behind the header at `dst[offset, offset +
    /// header)`, authenticates both, and writes the tag to `dst[tagOffset…]`. `dst` may be `src`
    /// when the payload stays in its place.
    void seal(
            int ssrc,
            long index,
            int trailer,
            MemorySegment dst,
            long offset,
            int header,
            MemorySegment src,
            long srcOffset,
            int length,
            long tagOffset);

    /// Checks the tag at `s[tagOffset…]` and decrypts the `length` bytes behind the header in
    /// place.
    ///
    /// @return false when the packet is not authentic; its bytes are then what they were
    boolean open(
            int ssrc,
            long index,
            int trailer,
            MemorySegment s,
            long offset,
            int header,
            int length,
            long tagOffset);

    /// Forgets the key.
    @Override
    void close();
}
