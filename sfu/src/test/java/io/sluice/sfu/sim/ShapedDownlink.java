package io.sluice.sfu.sim;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What the server sends to a browser goes over a link, and the browser says when each packet came.
final class ShapedDownlink {
    private static final int TRANSPORT_SEQUENCE_ID = 5;
    private static final long MILLI = Meeting.MILLI;

    final NetworkLink link;
    private final Meeting meeting;
    private final SimulatedConnection connection;
    private final TreeMap<Long, Long> arrivals = new TreeMap<>();
    private final TransportFeedbackWriter writer = new TransportFeedbackWriter();
    private final byte[] memory = new byte[1400];
    private Consumer<byte[]> takes;
    private long reported;
    private long highest;
    private int count;

    /// @param browser the one that joined last
    ShapedDownlink(Meeting meeting, Browser browser, NetworkLink.Conditions conditions) {
        this.meeting = meeting;
        connection = meeting.lastOpened();
        takes = browser.receiver::onRtp;
        link = new NetworkLink(meeting.time, 1, conditions);
        connection.peer(
                packet ->
                        link.send(
                                packet.length,
                                () -> {
                                    note(packet);
                                    takes.accept(packet);
                                }),
                compound -> link.send(compound.length, () -> browser.onRtcp(compound)));
    }

    /// Somebody else than the browser takes the packets.
    ShapedDownlink to(Consumer<byte[]> other) {
        takes = other;
        return this;
    }

    /// Feedback is given from now on.
    void start() {
        meeting.time.every(50 * MILLI, this::report);
    }

    private void note(byte[] packet) {
        RtpPacket rtp = Fixtures.wrap(packet);
        int number = Bytes.unsigned16(rtp.segment(), rtp.extension(TRANSPORT_SEQUENCE_ID));
        long sequence = highest + (short) (number - (int) highest);
        highest = Math.max(highest, sequence);
        arrivals.put(sequence, meeting.time.nowNanos());
    }

    private void report() {
        arrivals.headMap(reported).clear();
        if (arrivals.isEmpty()) {
            return;
        }
        MemorySegment s = MemorySegment.ofArray(memory);
        writer.begin(s, 0, memory.length, 1, 2, count++ & 0xff, reported);
        arrivals.forEach((sequence, nanos) -> {
            if (writer.add(sequence, nanos)) {
                reported = sequence + 1;
            }
        });
        byte[] message = Arrays.copyOf(memory, writer.finish());
        meeting.time.in(25 * MILLI, () -> connection.receiveRtcp(message, meeting.time.nowNanos()));
    }
}
