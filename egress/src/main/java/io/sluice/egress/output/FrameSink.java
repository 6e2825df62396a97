package io.sluice.egress.output;

/// A place where the frames of a program go. Never blocks and never throws: what cannot be taken
/// now is dropped and counted.
@FunctionalInterface
public interface FrameSink {
    /// Takes the next frame in the order of decoding.
    void onFrame(EncodedFrame frame);
}
