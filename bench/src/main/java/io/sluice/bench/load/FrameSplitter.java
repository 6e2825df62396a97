package io.sluice.bench.load;

/// How libwebrtc cuts a frame into packets (`RtpPacketizer::SplitAboutEqually`): as few as there
/// can be, of sizes that differ by at most a byte, the larger ones last.
public final class FrameSplitter {
    private FrameSplitter() {}

    /// The payload bytes of each packet.
    ///
    /// @param most bytes in a packet
    public static int[] split(int bytes, int most) {
        int packets = Math.max(1, Math.ceilDiv(bytes, most));
        int[] sizes = new int[packets];
        int larger = bytes % packets;
        for (int i = 0; i < packets; i++) {
            sizes[i] = bytes / packets + (i >= packets - larger ? 1 : 0);
        }
        return sizes;
    }
}
