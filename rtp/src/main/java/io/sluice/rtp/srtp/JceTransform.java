package io.sluice.rtp.srtp;

/// One direction of RTP or of RTCP: encryption and authentication over byte arrays, which SunJCE is
/// fastest with (half as fast again as over direct buffers, copies included).
///
/// SRTP and SRTCP differ only in what is given here: the nonce takes an index of 48 or 31 bits, the
/// trailer is the roll-over counter or the SRTCP index with its E bit.
interface JceTransform {
    int FAILED = -1;

    /// Encrypts `in[header, length)`, authenticates it and what is before it, and writes ciphertext
    /// and tag to the begin of `out`; returns their length.
    int seal(int ssrc, long index, int trailer, byte[] in, int header, int length, byte[] out);

    /// Checks `in[0, length)`, whose end is the tag, and writes the plaintext of what is behind
    /// `header` to the begin of `out`; returns its length, or [#FAILED].
    int open(int ssrc, long index, int trailer, byte[] in, int header, int length, byte[] out);

    static JceTransform rtp(SrtpProfile profile, SessionKeys keys) {
        return profile.isAead()
                ? new GcmTransform(keys, false)
                : new CounterTransform(profile, keys);
    }

    static JceTransform rtcp(SrtpProfile profile, SessionKeys keys) {
        return profile.isAead()
                ? new GcmTransform(keys, true)
                : new CounterTransform(profile, keys);
    }
}
