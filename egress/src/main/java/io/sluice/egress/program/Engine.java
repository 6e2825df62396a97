package io.sluice.egress.program;

import io.sluice.egress.control.Scene;
import io.sluice.egress.control.Seat;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// A running program. Times come in as arguments, all on the worker's clock; what is encoded goes
/// to an [io.sluice.egress.encode.EncodedSink].
public interface Engine extends AutoCloseable {
    /// What an engine asks for.
    interface Requests {
        /// The picture of this stream needs a keyframe. Asked at most once per second and stream.
        void keyframe(int stream);

        /// The program cannot be made of what comes in.
        void failed(String reason);
    }

    void onRtp(int stream, Codec codec, RtpPacket packet, long arrivalNanos);

    void onRtcp(int stream, MemorySegment s, long offset, int length);

    /// Who is there, the most important first.
    void people(List<Seat> seats);

    void scene(Scene scene);

    /// The next picture is to be a keyframe.
    void requestKeyframe();

    /// When [#onDeadline] wants to be called.
    long deadlineNanos();

    /// Makes all pictures and sound that are due.
    void onDeadline(long nowNanos);

    /// Numbers for the status.
    EngineCounts counts();

    @Override
    void close();
}
