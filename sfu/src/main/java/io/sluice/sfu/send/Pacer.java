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

    /// Nothing that waits of a stream is of any use: a picture comes that refers to none before.
    ///
    /// @return how many new packets are never sent
    int forget(Stream stream);

    /// Whether there is a rate to keep to, so that what is sent takes the place of something else.
    boolean isLimited();

    /// Lets every packet go at once.
    static Pacer immediate() {
        return ImmediatePacer.INSTANCE;
    }
}
