package io.sluice.egress.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads a transport stream as a receiver does, and fails on what none would take.
final class TsWalker {
    /// What one unit of an elementary stream holds, in hexadecimal digits, with its times in ticks
    /// of 90 kHz.
    record Unit(int pid, long pts, long dts, boolean start, String payload) {}

    final List<Unit> units = new ArrayList<>();
    final List<byte[]> programs = new ArrayList<>();
    final List<Long> clocks = new ArrayList<>();
    private final Map<Integer, Integer> counters = new LinkedHashMap<>();
    private final Map<Integer, ByteArrayOutputStream> open = new LinkedHashMap<>();
    private final Map<Integer, Boolean> starts = new LinkedHashMap<>();

    TsWalker read(byte[] stream) {
        assertEquals(0, stream.length % TsMuxer.PACKET_BYTES);
        for (int at = 0; at < stream.length; at += TsMuxer.PACKET_BYTES) {
            packet(Arrays.copyOfRange(stream, at, at + TsMuxer.PACKET_BYTES));
        }
        List.copyOf(open.keySet()).forEach(this::finish);
        return this;
    }

    private void packet(byte[] p) {
        assertEquals(0x47, p[0]);
        int pid = u16(p, 1) & 0x1fff;
        boolean first = (p[1] & 0x40) != 0;
        boolean payload = (p[3] & 0x10) != 0;
        int counter = p[3] & 0xf;
        Integer before = counters.put(pid, counter);
        assertTrue(before == null || counter == ((before + (payload ? 1 : 0)) & 0xf), "continuity");
        int at = 4;
        if ((p[3] & 0x20) != 0) {
            adaptation(p, pid);
            at += 1 + (p[4] & 0xff);
        }
        if (!payload) {
            return;
        }
        if (pid == TsTables.PAT_PID || pid == TsTables.PMT_PID) {
            section(p, pid, at + 1 + p[at]);
            return;
        }
        if (first) {
            finish(pid);
            open.put(pid, new ByteArrayOutputStream());
            starts.put(pid, (p[3] & 0x20) != 0 && p[4] != 0 && (p[5] & 0x40) != 0);
        }
        ByteArrayOutputStream unit = open.get(pid);
        assertNotNull(unit, "a unit without its beginning");
        unit.write(p, at, p.length - at);
    }

    private void adaptation(byte[] p, int pid) {
        if (p[4] != 0 && (p[5] & 0x10) != 0) {
            long clock =
                    ((u16(p, 6) & 0xffffL) << 17) | ((long) u16(p, 8) << 1) | ((p[10] >> 7) & 1);
            assertTrue(clocks.isEmpty() || clock > clocks.getLast(), "the clock goes back");
            clocks.add(clock);
            assertEquals(programs.isEmpty() ? pid : u16(programs.getLast(), 8) & 0x1fff, pid);
        }
    }

    private void section(byte[] p, int pid, int at) {
        int length = 3 + (u16(p, at + 1) & 0xfff);
        byte[] section = Arrays.copyOfRange(p, at, at + length);
        assertEquals(0, TsTables.crc(section, length), "checksum");
        if (pid == TsTables.PMT_PID) {
            programs.add(section);
        }
    }

    private void finish(int pid) {
        ByteArrayOutputStream gathered = open.remove(pid);
        if (gathered == null) {
            return;
        }
        byte[] pes = gathered.toByteArray();
        assertEquals(1, (u16(pes, 0) << 8) | pes[2]);
        int length = u16(pes, 4);
        assertTrue(length == 0 || length == pes.length - 6, "length of the unit");
        boolean both = (pes[7] & 0x40) != 0;
        long pts = stamp(pes, 9);
        long dts = both ? stamp(pes, 14) : pts;
        String payload = HexFormat.of().formatHex(pes, 9 + pes[8], pes.length);
        units.add(new Unit(pid, pts, dts, Boolean.TRUE.equals(starts.get(pid)), payload));
    }

    private static long stamp(byte[] b, int at) {
        return ((long) (b[at] & 0xe) << 29)
                | ((u16(b, at + 1) & 0xfffeL) << 14)
                | (u16(b, at + 3) >> 1);
    }

    private static int u16(byte[] b, int at) {
        return ((b[at] & 0xff) << 8) | (b[at + 1] & 0xff);
    }
}
