package io.sluice.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.bench.load.CountingFilter.Instruction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class CountingFilterTest {
    private static final List<Integer> TYPES = List.of(96, 111, 8);
    private static final int UDP_HEADER_BYTES = 8;

    /// What the kernel would let up of a datagram that begins so: a machine for the operations that
    /// the program is made of.
    private static int passed(List<Instruction> program, int first, int second) {
        int[] packet = new int[UDP_HEADER_BYTES + 2];
        packet[UDP_HEADER_BYTES] = first;
        packet[UDP_HEADER_BYTES + 1] = second;
        int accumulator = 0;
        int at = 0;
        while (true) {
            Instruction each = program.get(at++);
            switch (each.code()) {
                case 0x30 -> accumulator = packet[each.k()];
                case 0x54 -> accumulator &= each.k();
                case 0x15 -> at += accumulator == each.k() ? each.yes() : each.no();
                case 0x06 -> {
                    return each.k();
                }
                default -> throw new AssertionError("operation " + each.code());
            }
        }
    }

    /// Property: exactly RTP of these payload types stays below, whatever its marker and its first
    /// bits say.
    @Test
    void dropsMediaAndNothingElse() {
        List<Instruction> program = CountingFilter.program(TYPES);
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                boolean media = first >> 6 == 2 && TYPES.contains(second & 0x7f);
                assertEquals(
                        media ? 0 : 0xffff, passed(program, first, second), first + " " + second);
            }
        }
    }

    @Test
    void letsReportsUp() {
        List<Instruction> program = CountingFilter.program(TYPES);
        for (int type = 200; type <= 206; type++) {
            assertEquals(0xffff, passed(program, 0x80, type));
        }
    }

    @Test
    void withoutTypesDropsNothing() {
        assertEquals(0xffff, passed(CountingFilter.program(List.of()), 0x80, 96));
    }

    /// The kernel takes the program, and counts what it drops.
    @Test
    @EnabledOnOs(OS.LINUX)
    void isUnderstoodByTheKernel() throws Exception {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
        DatagramSocket receiver = DatagramSocket.open(local);
        DatagramSocket sender = DatagramSocket.open(local);
        try (Arena arena = Arena.ofConfined()) {
            receiver.connect(sender.local());
            sender.connect(receiver.local());
            receiver.countInKernel(TYPES);
            long before = receiver.drops();
            send(sender, arena, 0x80, 96);
            send(sender, arena, 0x90, 0x80 | 111);
            send(sender, arena, 0x80, 200);
            send(sender, arena, 0x80, 97);
            assertEquals(2, receiver.drops() - before);
            ArrivalBuffer arrivals = new ArrivalBuffer(arena);
            assertEquals(2, arrivals.receive(receiver.fd()));
            assertEquals((byte) 200, arrivals.bytes().get(ValueLayout.JAVA_BYTE, 1));
            assertEquals(2, arrivals.receive(receiver.fd()));
            assertEquals((byte) 97, arrivals.bytes().get(ValueLayout.JAVA_BYTE, 1));
            assertTrue(arrivals.receive(receiver.fd()) < 0);
        } finally {
            receiver.close();
            sender.close();
        }
    }

    private static void send(DatagramSocket from, Arena arena, int first, int second) {
        MemorySegment bytes =
                arena.allocateFrom(ValueLayout.JAVA_BYTE, (byte) first, (byte) second);
        assertTrue(from.send(bytes, 0, 2));
    }
}
