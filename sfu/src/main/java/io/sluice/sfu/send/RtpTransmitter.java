package io.sluice.sfu.send;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.sfu.time.Departures;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Encrypts and sends the packets of one connection.
public interface RtpTransmitter {
    /// Whether there is somewhere to send to: connected, and the peer still consents.
    boolean writable();

    /// A free cell to build a packet in, or null when memory is used up. Exactly one of the sends
    /// or [#discard] must follow.
    @Nullable PacketCell transmitCell();

    /// Encrypts `payload` behind the header that stands at the start of the cell, and queues the
    /// packet.
    ///
    /// @param index the 48-bit SRTP packet index (RFC 3711 §3.3.1); never twice the same for one
    ///   SSRC unless header and payload are the same too
    /// @return false when the packet was not sent
    boolean sendRtp(
            PacketCell cell,
            int headerLength,
            MemorySegment payload,
            long payloadOffset,
            int payloadLength,
            long index);

    /// Encrypts the compound at the start of the cell and queues it.
    boolean sendRtcp(PacketCell cell, int length);

    void discard(PacketCell cell);

    /// When what was sent has left.
    default Departures departures() {
        return Departures.AT_ONCE;
    }

    /// The next transport-wide sequence number of this connection, 0..65535.
    int nextTransportSequence();
}
