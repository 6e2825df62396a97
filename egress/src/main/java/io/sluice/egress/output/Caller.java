package io.sluice.egress.output;

/// Makes the connections of one destination by the protocol that its server speaks: one at a time,
/// as often as [Destination] asks for one.
public interface Caller {
    /// What a connection tells its destination, from any thread.
    interface Events {
        /// The server agreed to take the stream.
        void onPublishing();

        /// The server said no.
        void onRejected(DestinationReason reason);

        /// So many bytes of this connection are known to have left for good, so many more are on
        /// their way.
        void onProven(long bytes, long onTheirWay);

        /// There is no frame to be sent.
        void onNothingToSend();

        /// So many more bytes were handed to the network.
        void onSent(long bytes);

        /// The connection could not be made, or is lost.
        void onClosed(DestinationReason reason);

        /// There is no use in another try.
        void onFailed(DestinationReason reason);
    }

    /// Makes a connection, opens the queue when the server takes frames, sends what is in it and
    /// says how it ended. Blocks until then.
    void call(FrameQueue queue, Events events) throws InterruptedException;

    /// Lets the connection that there is say goodbye and end; there will be no other.
    void finish();

    /// Ends the connection that there is, whatever it does.
    void hangUp();

    /// What [#call] runs on.
    Thread.Builder threads();
}
