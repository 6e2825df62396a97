package io.sluice.sfu.send;

/// Decides when packets leave. All packets of all streams of one connection pass through one pacer.
///
/// A packet that waits is nothing but its stream and its index: the stream remembers the rest.
public interface Pacer {
    /// What may go first when not everything can.
    enum Priority {
        AUDIO,
        /// Of sound, which is never held back.
        AUDIO_RETRANSMISSION,
        RETRANSMISSION,
        VIDEO
    }

    /// One who has packets to send.
    interface Stream {
        /// Lets a packet go.
        void transmit(long index, long nowNanos);

        /// Sends a packet again.
        void repeat(long index, long nowNanos);

        /// A packet waited too long and is never sent, nor what belongs to the same picture.
        void drop(long index, long nowNanos);

        /// Sends something of no use but to fill the way, of about this size.
        ///
        /// @return the bytes sent, 0 when nothing can be sent
        int pad(int bytes, long nowNanos);
    }

    /// A packet wants to leave; [Stream#transmit], or [Stream#repeat] for a retransmission, lets it
    /// go.
    ///
    /// @param bytes on the wire, roughly
    /// @param timestamp of the picture it belongs to
    void enqueue(
            Stream stream, Priority priority, long index, int bytes, int timestamp, long nowNanos);

    /// Lets every packet go at once.
    static Pacer immediate() {
        return (stream, priority, index, _, _, nowNanos) -> {
            switch (priority) {
                case AUDIO, VIDEO -> stream.transmit(index, nowNanos);
                case AUDIO_RETRANSMISSION, RETRANSMISSION -> stream.repeat(index, nowNanos);
            }
        };
    }
}
