package io.sluice.sfu.send;

/// Decides when packets leave. All packets of all streams of one connection pass through one pacer.
///
/// A packet that waits is nothing but its stream and its index: the stream remembers the rest.
public interface Pacer {
    /// A packet wants to leave; [OutgoingRtpStream#transmit] lets it go.
    ///
    /// @param bytes on the wire, roughly
    void enqueue(OutgoingRtpStream stream, long index, int bytes, long nowNanos);

    /// Lets every packet go at once.
    static Pacer immediate() {
        return (stream, index, _, nowNanos) -> stream.transmit(index, nowNanos);
    }
}
