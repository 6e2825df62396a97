package io.sluice.sfu.net;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// A kernel that takes every message but those it is told to refuse.
final class FakeKernel implements Syscalls {
    /// What is wrong with a message, asked each time it is offered.
    @FunctionalInterface
    interface Fate {
        /// What is wrong with this message.
        ///
        /// @param first byte of the message
        /// @param segmentBytes 0 without segmentation
        /// @return an error number, or 0
        int of(int first, int segmentBytes);
    }

    /// A datagram as it would have left.
    record Sent(int fd, int port, int first, int length) {}

    /// A message as it comes in, whose datagrams are numbered in their first bytes.
    ///
    /// @param length of the message
    /// @param segmentBytes of each of its datagrams but the last; 0 when it is one
    record Incoming(int port, int first, int length, int segmentBytes) {}

    private static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    final List<Sent> sent = new ArrayList<>();
    final Deque<Incoming> incoming = new ArrayDeque<>();
    Fate fate = (_, _) -> 0;
    boolean knowsSegments = true;
    boolean coalesces = true;
    int bindError;
    final List<Integer> closed = new ArrayList<>();
    int sendCalls;
    int messages;
    private int files = 100;

    @Override
    public int socket(int family) {
        return files++;
    }

    @Override
    public int bind(int fd, long address, int length) {
        return -bindError;
    }

    @Override
    public int localAddress(int fd, long address, long length) {
        return 0;
    }

    @Override
    public int setOption(int fd, int level, int option, int value) {
        boolean known =
                switch (option) {
                    case 103 -> knowsSegments;
                    case 104 -> coalesces;
                    default -> true;
                };
        return known ? 0 : -92;
    }

    @Override
    public int close(int fd) {
        closed.add(fd);
        return 0;
    }

    @Override
    public int receive(int fd, long address, int count) {
        int received = 0;
        while (received < count && !incoming.isEmpty()) {
            put(incoming.remove(), address + received * 64L);
            received++;
        }
        return received == 0 ? -EAGAIN : received;
    }

    private static void put(Incoming message, long at) {
        long name = longAt(at);
        MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, name, (short) 2);
        short port = Short.reverseBytes((short) message.port);
        MEMORY.set(ValueLayout.JAVA_SHORT_UNALIGNED, name + 2, port);
        MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, name + 4, 0x0100_007f);
        long buffer = longAt(at + 16);
        int length = Math.min(message.length, (int) longAt(buffer + 8));
        int step = message.segmentBytes == 0 ? Math.max(length, 1) : message.segmentBytes;
        for (int i = 0; i * step < length; i++) {
            byte number = (byte) (message.first + i);
            MEMORY.set(ValueLayout.JAVA_BYTE, longAt(buffer) + (long) i * step, number);
        }
        MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, at + 56, length);
        long control = longAt(at + 32);
        boolean told = message.segmentBytes > 0;
        if (told) {
            MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, control, 20);
            MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, control + 8, 17);
            MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, control + 12, 104);
            MEMORY.set(ValueLayout.JAVA_INT_UNALIGNED, control + 16, message.segmentBytes);
        }
        MEMORY.set(ValueLayout.JAVA_LONG_UNALIGNED, at + 40, told ? 24 : 0);
    }

    @Override
    public int send(int fd, long address, int count) {
        sendCalls++;
        for (int i = 0; i < count; i++) {
            long message = address + i * 64L;
            long buffers = longAt(message + 16);
            long control = longAt(message + 32);
            int segment = control == 0 ? 0 : shortAt(control + 16);
            int error = fate.of(MEMORY.get(ValueLayout.JAVA_BYTE, longAt(buffers)), segment);
            if (error != 0) {
                return i == 0 ? -error : i;
            }
            take(fd, message, buffers, segment);
        }
        return count;
    }

    /// Cuts the bytes of all buffers into segments, as the real one does.
    private void take(int fd, long message, long buffers, int segment) {
        messages++;
        int port = Short.toUnsignedInt(Short.reverseBytes((short) shortAt(longAt(message) + 2)));
        List<Integer> firsts = new ArrayList<>();
        int total = 0;
        for (int i = 0; i < longAt(message + 24); i++) {
            if (segment != 0 && total % segment != 0) {
                throw new AssertionError("only the last datagram may be shorter");
            }
            firsts.add((int) MEMORY.get(ValueLayout.JAVA_BYTE, longAt(buffers + i * 16L)));
            total += (int) longAt(buffers + i * 16L + 8);
        }
        if (total > 65_507 || firsts.size() > 64) {
            throw new AssertionError("too much for one message");
        }
        for (int i = 0; i < firsts.size(); i++) {
            int length = segment == 0 ? total : Math.min(segment, total - i * segment);
            sent.add(new Sent(fd, port, firsts.get(i), length));
        }
    }

    private static long longAt(long address) {
        return MEMORY.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    private static int shortAt(long address) {
        return MEMORY.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
    }

    @Override
    public int waiter() {
        return files++;
    }

    @Override
    public int watch(int waiter, int fd, boolean once) {
        return 0;
    }

    @Override
    public int await(int waiter, int millis) {
        return 0;
    }

    @Override
    public int signal() {
        return files++;
    }

    @Override
    public void raise(int signal) {}
}
