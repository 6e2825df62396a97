package io.sluice.sfu.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.codec.RedPayload;
import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.NackWriter;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.observe.DropReason;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.sim.Fixtures;
import io.sluice.sfu.sim.RecordingTransmitter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sound with what went before it (RFC 2198), made by the server.
final class OutgoingSoundTest {
    private static final long SSRC = 500;
    private static final int RED = 66;
    private static final int OPUS = 100;
    private static final int FRAME = 960;
    private static final byte OPUS_20_MS = (byte) (31 << 3);
    private static final long FIRST_INDEX = 40_000;

    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 8 << 20);
    private final Counters counters = new Counters();
    private final HistoryBudget budget = new HistoryBudget(4 << 20);
    private final List<byte[]> sent = new ArrayList<>();
    private final RecordingTransmitter transmitter =
            new RecordingTransmitter(slab, sent::add, _ -> {});
    private final IncomingRtpStream microphone = microphone("0", 7);
    private final IncomingRtpStream other = microphone("1", 8);
    private final OutgoingRtpStream stream = stream(RED, transmitter);

    private IncomingRtpStream microphone(String mid, long ssrc) {
        return new IncomingRtpStream(
                Fixtures.microphone(mid, ssrc),
                ssrc,
                new ParticipantClock(),
                slab,
                budget,
                counters);
    }

    private OutgoingRtpStream stream(int red, RtpTransmitter to) {
        return new OutgoingRtpStream(
                Fixtures.audioSlot(red, List.of()),
                SSRC,
                501,
                0x7fff,
                300,
                Pacer.immediate(),
                new PacketScratch(arena),
                to,
                counters);
    }

    @AfterEach
    void free() {
        assertEquals(0, transmitter.cellsOut());
        microphone.close();
        other.close();
        assertEquals(0, slab.usedBytes());
        arena.close();
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }

    /// A frame of 20 ms that says which one it is.
    private static byte[] frame(int number) {
        return new byte[] {OPUS_20_MS, (byte) (number >> 8), (byte) number, 1, 2};
    }

    /// As a browser sends it: the frame before goes along.
    private static byte[] red(int number) {
        byte[] before = frame(number - 1);
        byte[] now = frame(number);
        byte[] payload = new byte[5 + before.length + now.length];
        MemorySegment to = MemorySegment.ofArray(payload);
        RedPayload.writeRedundantHeader(to, 0, 111, FRAME, before.length);
        RedPayload.writePrimaryHeader(to, 4, 111);
        System.arraycopy(before, 0, payload, 5, before.length);
        System.arraycopy(now, 0, payload, 5 + before.length, now.length);
        return payload;
    }

    private long store(IncomingRtpStream from, int number, long timestamp, byte... payload) {
        return store(from, 111, number, timestamp, millis(20L * number), payload);
    }

    private long store(
            IncomingRtpStream from,
            int type,
            int number,
            long timestamp,
            long nowNanos,
            byte... payload) {
        long[] stored = {-1};
        byte[] bytes = Fixtures.packet(type, number, timestamp, from.ssrc(), payload);
        var cell = Fixtures.cell(slab, bytes);
        RtpPacket wrapped = new RtpPacket();
        wrapped.wrap(cell.segment(), 0, bytes.length);
        IncomingRtpStream.Output output =
                new IncomingRtpStream.Output() {
                    @Override
                    public void onMedia(IncomingRtpStream in, MediaPacket media, long now) {
                        stored[0] = media.sequence();
                    }

                    @Override
                    public void onEmpty(IncomingRtpStream in, long sequence, long now) {}
                };
        if (!from.onPacket(cell, wrapped, nowNanos, output)) {
            slab.give(cell);
        }
        assertTrue(stored[0] >= 0, "not stored");
        return stored[0];
    }

    /// Stores a frame and sends it under the index that belongs to it.
    private void speak(int number) {
        send(microphone, store(microphone, number, (long) number * FRAME, frame(number)), number);
    }

    private void speakRed(int number) {
        long sequence =
                store(
                        microphone,
                        63,
                        number,
                        (long) number * FRAME,
                        millis(20L * number),
                        red(number));
        sendRed(sequence, number);
    }

    private void sendRed(long sequence, int number) {
        OutgoingPacket packet = stream.scratch();
        packet.of(microphone.history(), sequence, Codec.OPUS).redundant(true);
        stream.send(packet.index(FIRST_INDEX + number).timestamp(number * FRAME), number);
    }

    private void send(IncomingRtpStream from, long sequence, int number) {
        OutgoingPacket packet = stream.scratch();
        packet.of(from.history(), sequence, Codec.OPUS);
        stream.send(
                packet.index(FIRST_INDEX + number).timestamp(number * FRAME), millis(20L * number));
    }

    private void nack(int number, long nowNanos) {
        MemorySegment memory = MemorySegment.ofArray(new byte[16]);
        NackWriter writer = new NackWriter().begin(memory, 0, 16, 1, SSRC);
        writer.add((int) (FIRST_INDEX + number) & 0xffff);
        RtcpReader reader = new RtcpReader();
        Nack nack = new Nack();
        assertTrue(reader.wrap(memory, 0, writer.finish()) && reader.next() && nack.wrap(reader));
        stream.onNack(nack, nowNanos);
    }

    /// The frames of the last packet, the oldest first; a negative one is alone in plain Opus.
    private List<Integer> heard() {
        return heard(sent.getLast());
    }

    private static List<Integer> heard(byte[] bytes) {
        RtpPacket out = Fixtures.wrap(bytes);
        if (out.payloadType() == OPUS) {
            return List.of(-number(out.segment(), out.payloadOffset()));
        }
        assertEquals(RED, out.payloadType());
        RedPayload blocks = new RedPayload();
        assertTrue(blocks.wrap(out.segment(), out.payloadOffset(), out.payloadLength()));
        List<Integer> frames = new ArrayList<>();
        for (int i = 0; i < blocks.blockCount(); i++) {
            assertEquals(OPUS, blocks.payloadType(i));
            int number = number(out.segment(), blocks.offset(i));
            assertEquals(out.timestamp() - blocks.timestampOffset(i), (long) number * FRAME);
            frames.add(number);
        }
        return frames;
    }

    private static int number(MemorySegment s, long offset) {
        return (s.get(ValueLayout.JAVA_BYTE, offset + 1) & 0xff) << 8
                | (s.get(ValueLayout.JAVA_BYTE, offset + 2) & 0xff);
    }

    @Test
    void whatWentBeforeGoesAlong() {
        stream.redundancy(1);
        speak(1);
        assertEquals(List.of(-1), heard(), "nothing went before");
        speak(2);
        assertEquals(List.of(1, 2), heard());
        stream.redundancy(2);
        speak(3);
        assertEquals(List.of(1, 2, 3), heard());
        stream.redundancy(0);
        speak(4);
        assertEquals(List.of(-4), heard());
        assertEquals(4 * 5 + 5 + 5 + 9 + 10, stream.octets());
        assertEquals(5 + 5 + 9 + 10, stream.redundantOctets());
    }

    @Test
    void aReceiverWithoutRedGetsPlainOpus() {
        stream.section(Fixtures.audioSlot(CodecParameters.NONE, List.of()));
        stream.redundancy(2);
        speak(1);
        speak(2);
        assertEquals(List.of(-2), heard());
        assertEquals(0, stream.redundancy());
    }

    @Test
    void theRedOfAPublisherIsTakenApart() {
        speakRed(1);
        speakRed(2);
        assertEquals(List.of(-2), heard(), "the way is good");
        stream.redundancy(2);
        speakRed(3);
        assertEquals(List.of(1, 2, 3), heard());
        speak(4);
        assertEquals(List.of(2, 3, 4), heard(), "a publisher may change its mind");
    }

    /// The server has nothing else of it.
    @Test
    void whatGotLostOnItsWayToTheServerComesFromThePublishersRed() {
        speakRed(1);
        speakRed(3);
        assertEquals(List.of(2, 3), heard());
        stream.redundancy(2);
        speakRed(5);
        assertEquals(List.of(4, 5), heard());
    }

    @Test
    void whatWasNotSentDoesNotGoAlong() {
        stream.redundancy(2);
        speak(1);
        store(microphone, 2, 2 * FRAME, frame(2));
        send(microphone, store(microphone, 3, 3 * FRAME, frame(3)), 2);
        assertEquals(1, sent.size() - 1);
        assertEquals(OPUS, Fixtures.wrap(sent.getLast()).payloadType());
    }

    @Test
    void nothingGoesAlongOverAChangeOfTheSource() {
        stream.redundancy(2);
        speak(1);
        send(other, store(other, 2, 2 * FRAME, frame(2)), 2);
        assertEquals(List.of(-2), heard());
        send(other, store(other, 3, 3 * FRAME, frame(3)), 3);
        assertEquals(List.of(2, 3), heard());
    }

    /// With discontinuous transmission 400 ms can lie between two packets, and other senders pause.
    @Test
    void nothingGoesAlongOverAPause() {
        stream.redundancy(1);
        speak(1);
        send(microphone, store(microphone, 2, 20 * FRAME, frame(20)), 2);
        assertEquals(OPUS, Fixtures.wrap(sent.getLast()).payloadType());
        send(microphone, store(microphone, 3, 20 * FRAME + 480, frame(21)), 3);
        assertEquals(OPUS, Fixtures.wrap(sent.getLast()).payloadType(), "they overlap");
    }

    @Test
    void whatIsTooLongStaysOut() {
        stream.redundancy(2);
        byte[] loud = Arrays.copyOf(frame(1), 400);
        byte[] louder = Arrays.copyOf(frame(5), 1024);
        send(microphone, store(microphone, 1, FRAME, loud), 1);
        send(microphone, store(microphone, 2, 2 * FRAME, Arrays.copyOf(frame(2), 400)), 2);
        send(microphone, store(microphone, 3, 3 * FRAME, Arrays.copyOf(frame(3), 400)), 3);
        assertEquals(List.of(2, 3), heard());
        send(microphone, store(microphone, 5, 5 * FRAME, louder), 5);
        speak(6);
        assertEquals(List.of(-6), heard());
    }

    /// Also when the network got better, or what was missing came late: the key would be given away
    /// by other bytes, and the transmitter fails.
    @Test
    void aRepetitionHasTheBytesOfTheFirst() {
        stream.redundancy(2);
        speak(1);
        speak(3);
        speakRed(4);
        assertEquals(List.of(3, 4), heard());
        speakRed(6);
        assertEquals(List.of(5, 6), heard());
        speak(2);
        speak(5);
        stream.redundancy(0);
        for (int number : new int[] {3, 4, 6}) {
            nack(number, millis(300));
        }
        assertEquals(List.of(-3), heard(sent.get(sent.size() - 3)));
        assertEquals(List.of(3, 4), heard(sent.get(sent.size() - 2)));
        assertEquals(List.of(5, 6), heard());
        assertEquals(3, stream.repeatedPackets());
    }

    @Test
    void aRepetitionIsNoLongerPossibleWithoutItsBlocks() {
        stream.redundancy(1);
        speak(1);
        speak(2);
        int before = sent.size();
        microphone.history().expire(millis(2 * 20 + 490));
        nack(2, millis(540));
        assertEquals(before, sent.size());
        assertEquals(1, counters.dropped(DropReason.REPAIR_GONE));
    }

    /// Property: whatever is lost on the way in, comes late, is asked for, and however the loss of
    /// the receiver changes, no index has two faces, and each block is the frame of its timestamp.
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverSendsAnythingButTheTruth(long seed) {
        Random random = new Random(seed);
        List<Integer> late = new ArrayList<>();
        for (int number = 1; number < 2000; number++) {
            if (random.nextInt(10) == 0) {
                stream.redundancy(random.nextInt(3));
            }
            if (random.nextInt(5) == 0) {
                late.add(number);
            } else if (random.nextBoolean()) {
                speak(number);
            } else {
                speakRed(number);
            }
            if (!late.isEmpty() && random.nextInt(4) == 0) {
                int repaired = late.removeFirst();
                if (repaired > number - 20) {
                    speak(repaired);
                }
            }
            for (int i = 0; i < 3; i++) {
                nack(number - random.nextInt(30), millis(20L * number));
            }
        }
        assertTrue(stream.repeatedPackets() > 500);
        int blocks = 0;
        for (byte[] bytes : sent) {
            blocks += heard(bytes).size() - 1;
        }
        assertTrue(blocks > 500, blocks + " blocks");
    }

    @Test
    void allocatesNothingPerPacket() {
        OutgoingRtpStream silent = stream(RED, new SilentTransmitter(slab));
        silent.redundancy(2);
        long[] sequences = new long[3];
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = store(microphone, i, (long) i * FRAME, frame(i));
        }
        long[] index = {FIRST_INDEX};
        double bytes =
                Fixtures.allocatedPerCall(() -> {
                    OutgoingPacket packet = silent.scratch();
                    long sequence = sequences[(int) (index[0] % 3)];
                    packet.of(microphone.history(), sequence, Codec.OPUS);
                    silent.send(packet.index(index[0]).timestamp(1), index[0] * 1000);
                    index[0]++;
                });
        assertTrue(bytes < Fixtures.NOTHING, bytes + " bytes");
        assertTrue(silent.redundantOctets() > 0);
    }
}
