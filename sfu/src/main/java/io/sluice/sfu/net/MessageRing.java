package io.sluice.sfu.net;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An array of the kernel's `mmsghdr` with what they point to: an address, buffers, and a control
/// message each. Made once, filled again and again, by us for sending or by the kernel.
final class MessageRing {
    private static final int MESSAGE_BYTES = 64;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 8;
    private static final int BUFFERS = 16;
    private static final int BUFFER_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int LENGTH = 56;
    private static final int BUFFER_BYTES = 16;
    private static final int BUFFER_LENGTH = 8;

    /// An address, padded.
    private static final int NAME_BYTES = 32;

    /// A `cmsghdr` with two bytes of data, padded.
    private static final int CONTROL_BYTES = 24;

    private static final int SEGMENT_CONTROL_LENGTH = 18;
    private static final int SOL_UDP = 17;
    private static final int UDP_SEGMENT = 103;
    private static final int UDP_GRO = 104;

    /// Where the data of a control message begins; an int makes it this long.
    private static final int CONTROL_DATA = 16;

    private static final int COALESCED_CONTROL_LENGTH = CONTROL_DATA + Integer.BYTES;

    private final MemorySegment messages;
    private final MemorySegment names;
    private final MemorySegment buffers;
    private final MemorySegment controls;

    /// @param messageCount messages in the array
    /// @param bufferCount buffers they may have together
    MessageRing(Arena arena, int messageCount, int bufferCount) {
        messages = arena.allocate((long) messageCount * MESSAGE_BYTES, Long.BYTES);
        names = arena.allocate((long) messageCount * NAME_BYTES, Long.BYTES);
        buffers = arena.allocate((long) bufferCount * BUFFER_BYTES, Long.BYTES);
        controls = arena.allocate((long) messageCount * CONTROL_BYTES, Long.BYTES);
        for (int i = 0; i < messageCount; i++) {
            putLong(messages, message(i) + NAME, names.address() + name(i));
            long control = control(i);
            putLong(controls, control, SEGMENT_CONTROL_LENGTH);
            putInt(controls, control + 8, SOL_UDP);
            putInt(controls, control + 12, UDP_SEGMENT);
        }
    }

    /// Where the array goes on from a message.
    long address(int message) {
        return messages.address() + message(message);
    }

    /// Points a buffer at memory.
    void setBuffer(int buffer, long address, int length) {
        long at = (long) buffer * BUFFER_BYTES;
        putLong(buffers, at, address);
        putLong(buffers, at + BUFFER_LENGTH, length);
    }

    /// Says which buffers are a message's.
    void setBuffers(int message, int firstBuffer, int count) {
        long at = message(message);
        putLong(messages, at + BUFFERS, buffers.address() + (long) firstBuffer * BUFFER_BYTES);
        putLong(messages, at + BUFFER_COUNT, count);
    }

    /// Lets the kernel cut the message into datagrams of so many bytes; 0 for one datagram.
    void setSegmentBytes(int message, int bytes) {
        long at = message(message);
        long control = control(message);
        putLong(messages, at + CONTROL, bytes == 0 ? 0 : controls.address() + control);
        putLong(messages, at + CONTROL_LENGTH, bytes == 0 ? 0 : CONTROL_BYTES);
        controls.set(ValueLayout.JAVA_SHORT, control + CONTROL_DATA, (short) bytes);
    }

    void setRemote(int message, int family, NetworkPath path) {
        setNameLength(message, SocketAddresses.write(names, name(message), family, path));
    }

    /// Makes room for what the kernel tells with the next message that is received here: who sent
    /// it, and whether it is several datagrams.
    void expectMessage(int message) {
        setNameLength(message, SocketAddresses.BYTES);
        long at = message(message);
        putLong(messages, at + CONTROL, controls.address() + control(message));
        putLong(messages, at + CONTROL_LENGTH, CONTROL_BYTES);
    }

    /// How long each datagram in the received message is but the last, which may be shorter; 0 when
    /// the message is one datagram.
    int coalescedBytes(int message) {
        long control = control(message);
        boolean told =
                messages.get(ValueLayout.JAVA_LONG, message(message) + CONTROL_LENGTH)
                                >= COALESCED_CONTROL_LENGTH
                        && controls.get(ValueLayout.JAVA_INT, control + 8) == SOL_UDP
                        && controls.get(ValueLayout.JAVA_INT, control + 12) == UDP_GRO;
        int bytes = told ? controls.get(ValueLayout.JAVA_INT, control + CONTROL_DATA) : 0;
        return Math.max(bytes, 0);
    }

    private void setNameLength(int message, int length) {
        putInt(messages, message(message) + NAME_LENGTH, length);
    }

    /// Who sent the datagram in this message.
    void readRemote(int message, int local, NetworkPath path) {
        SocketAddresses.read(names, name(message), local, path);
    }

    int remotePort(int message) {
        return SocketAddresses.port(names, name(message));
    }

    /// How many bytes were received.
    int length(int message) {
        return messages.get(ValueLayout.JAVA_INT, message(message) + LENGTH);
    }

    private static long message(int index) {
        return (long) index * MESSAGE_BYTES;
    }

    private static long control(int message) {
        return (long) message * CONTROL_BYTES;
    }

    private static long name(int message) {
        return (long) message * NAME_BYTES;
    }

    private static void putLong(MemorySegment s, long offset, long value) {
        s.set(ValueLayout.JAVA_LONG, offset, value);
    }

    private static void putInt(MemorySegment s, long offset, int value) {
        s.set(ValueLayout.JAVA_INT, offset, value);
    }
}
