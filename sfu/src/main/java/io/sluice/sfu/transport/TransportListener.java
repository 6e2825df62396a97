package io.sluice.sfu.transport;

import io.sluice.rtp.buffer.PacketCell;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.time.FailureHandler;
import java.lang.foreign.MemorySegment;

/// What comes out of a connection, always on its loop. What a callback throws comes back as
/// [#onFailure], after the connection was closed.
public interface TransportListener extends FailureHandler {
    /// A decrypted RTP packet in the cell's range.
    ///
    /// @return true when the listener keeps the cell and will give it back to the slab itself
    boolean onRtp(PacketCell cell, long nowNanos);

    /// A decrypted RTCP compound, valid during the call.
    void onRtcp(MemorySegment segment, long offset, int length, long nowNanos);

    void onStateChanged(TransportState state, long nowNanos);

    /// A bug came up while this connection was served. The connection is closed already; what else
    /// it may have broken is for the owner to close. The loop has logged it.
    @Override
    default void onFailure(Throwable failure, long nowNanos) {}
}
