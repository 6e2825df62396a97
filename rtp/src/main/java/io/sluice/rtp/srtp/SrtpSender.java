package io.sluice.rtp.srtp;

import java.lang.foreign.MemorySegment;

/// Encrypts and authenticates what one transport sends (RFC 3711 §3.3, RFC 7714).
///
/// **The caller's promise**: it never encrypts two different packets under one (SSRC, index).
/// Whoever sees two of them learns GCM's authentication key and the difference of the plaintexts.
/// So SSRCs are unique per transport, an index only ever grows, and a packet that is sent again
/// under its old index is sent again byte for byte, with the header it had the first time.
///
/// Belongs to the thread that made it, and so does the memory behind it; packets are in native
/// memory.
public interface SrtpSender extends AutoCloseable {
    /// What SRTCP adds besides the authentication tag.
    int SRTCP_INDEX_BYTES = 4;

    /// Encrypts a packet on its way from memory to memory: the header stands in `dst[dstOffset,
    /// dstOffset + headerLength)`, the payload is read from `src` and its ciphertext written behind
    /// the header, then the tag. The index is the 48-bit one: roll-over counter and sequence number
    /// of the header. Returns the total length or one of [SrtpError].
    int protectRtp(
            MemorySegment dst,
            long dstOffset,
            int headerLength,
            MemorySegment src,
            long srcOffset,
            int srcLength,
            long index);

    /// Encrypts a compound in place; behind it there must be room for the tag and
    /// [#SRTCP_INDEX_BYTES]. The SRTCP index is kept here. Returns the total length or one of
    /// [SrtpError].
    int protectRtcp(MemorySegment s, long offset, int length);

    /// Forgets the keys.
    @Override
    void close();
}
