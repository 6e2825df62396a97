package io.sluice.bench.load;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A socket filter that drops media in the kernel, where it is counted, and lets everything else
/// up: STUN, DTLS, RTCP, and repetitions, which have payload types of their own.
///
/// So a receiver costs next to nothing, and the load generator is not what a run measures. The
/// program is classic BPF; it sees the datagram from its UDP header on.
final class CountingFilter {
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_MEMINFO = 55;
    private static final int SOL_SOCKET = 1;

    /// Of the nine numbers of SO_MEMINFO.
    private static final int DROPS = 8;

    private static final int MEMINFO_NUMBERS = 9;
    private static final int INSTRUCTION_BYTES = 8;
    private static final int UDP_HEADER_BYTES = 8;

    private static final int LOAD_BYTE = 0x30;
    private static final int AND = 0x54;
    private static final int JUMP_EQUAL = 0x15;
    private static final int RETURN = 0x06;
    private static final int WHOLE = 0xffff;

    /// RFC 7983: RTP and RTCP are 128 to 191.
    private static final int FIRST_BITS = 0xc0;

    private static final int MEDIA_BITS = 0x80;
    private static final int PAYLOAD_TYPE_BITS = 0x7f;

    /// @param code of the operation
    /// @param yes how many instructions a jump skips when it is taken, `no` when it is not
    /// @param k the operand
    record Instruction(int code, int yes, int no, int k) {}

    private CountingFilter() {}

    /// Drops packets with the version of RTP and one of these payload types, all RTP of 96 and up
    /// or below 64: RTCP's types look like 64 to 95 here (RFC 5761 §4).
    static List<Instruction> program(Collection<Integer> payloadTypes) {
        List<Instruction> program = new ArrayList<>();
        int count = payloadTypes.size();
        program.add(new Instruction(LOAD_BYTE, 0, 0, UDP_HEADER_BYTES));
        program.add(new Instruction(AND, 0, 0, FIRST_BITS));
        program.add(new Instruction(JUMP_EQUAL, 0, count + 2, MEDIA_BITS));
        program.add(new Instruction(LOAD_BYTE, 0, 0, UDP_HEADER_BYTES + 1));
        program.add(new Instruction(AND, 0, 0, PAYLOAD_TYPE_BITS));
        int left = count;
        for (int type : payloadTypes) {
            program.add(new Instruction(JUMP_EQUAL, left, 0, type));
            left--;
        }
        program.add(new Instruction(RETURN, 0, 0, WHOLE));
        program.add(new Instruction(RETURN, 0, 0, 0));
        return program;
    }

    static boolean attach(int fd, Collection<Integer> payloadTypes) {
        List<Instruction> program = program(payloadTypes);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment code =
                    arena.allocate((long) program.size() * INSTRUCTION_BYTES, Long.BYTES);
            for (int i = 0; i < program.size(); i++) {
                Instruction each = program.get(i);
                long at = (long) i * INSTRUCTION_BYTES;
                code.set(ValueLayout.JAVA_SHORT, at, (short) each.code);
                code.set(ValueLayout.JAVA_BYTE, at + 2, (byte) each.yes);
                code.set(ValueLayout.JAVA_BYTE, at + 3, (byte) each.no);
                code.set(ValueLayout.JAVA_INT, at + 4, each.k);
            }
            MemorySegment header = arena.allocate(2 * Long.BYTES, Long.BYTES);
            header.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
            header.set(ValueLayout.JAVA_LONG, Long.BYTES, code.address());
            int length = (int) header.byteSize();
            return Kernel.setOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, header.address(), length)
                    == 0;
        }
    }

    /// What the kernel has dropped at this socket so far, by a filter or for want of room.
    static long drops(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(ValueLayout.JAVA_INT, MEMINFO_NUMBERS);
            MemorySegment length =
                    arena.allocateFrom(ValueLayout.JAVA_INT, MEMINFO_NUMBERS * Integer.BYTES);
            int result =
                    Kernel.option(fd, SOL_SOCKET, SO_MEMINFO, numbers.address(), length.address());
            if (result != 0) {
                throw new IllegalStateException("the kernel does not tell what it dropped");
            }
            return Integer.toUnsignedLong(numbers.getAtIndex(ValueLayout.JAVA_INT, DROPS));
        }
    }
}
