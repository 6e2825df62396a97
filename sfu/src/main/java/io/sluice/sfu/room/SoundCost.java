package io.sluice.sfu.room;

import io.sluice.sfu.send.OutgoingRtpStream;

/// What the sound of one receiver takes of its network, measured over the last two seconds. Where
/// redundancy begins the sound is known to become so much larger before that can be measured.
final class SoundCost {
    /// Words and pauses, and moments in which this server had no time.
    private static final int INTERVALS = 20;

    /// Of a packet, besides its payload: headers of UDP, RTP and SRTP.
    private static final long PACKET_BYTES = 60;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long[] sounds = new long[INTERVALS];
    private final long[] copies = new long[INTERVALS];
    private final long[] headers = new long[INTERVALS];
    private final long[] nanos = new long[INTERVALS];
    private int interval;
    private long sound;
    private long copy;
    private long header;
    private int redundancy;

    /// A measurement begins; all streams of sound follow.
    void begin() {
        sound = 0;
        copy = 0;
        header = 0;
        redundancy = 0;
    }

    void add(OutgoingRtpStream stream) {
        sound += stream.octets() - stream.redundantOctets();
        copy += stream.redundantOctets();
        header += stream.packets() * PACKET_BYTES;
        redundancy = Math.max(redundancy, stream.redundancy());
    }

    /// The cost in bits per second, 0 until it is known. To be called ten times a second.
    long bps(long nowNanos) {
        long elapsed = nowNanos - nanos[interval];
        boolean known = nanos[interval] != 0 && elapsed > 0;
        long plain = since(sounds, sound);
        long copied = since(copies, copy);
        long bytes = plain + Math.max(copied, plain * redundancy) + since(headers, header);
        nanos[interval] = nowNanos;
        interval = (interval + 1) % INTERVALS;
        return known ? bytes * Byte.SIZE * NANOS_PER_SECOND / elapsed : 0;
    }

    /// What was added in the time that is looked at.
    private long since(long[] before, long now) {
        long added = Math.max(0, now - before[interval]);
        before[interval] = now;
        return added;
    }
}
