package io.sluice.sfu.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.NackWriter;
import io.sluice.rtp.rtcp.ReceiverReport;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.TransportFeedbackWriter;
import io.sluice.rtp.srtp.SrtpKeys;
import io.sluice.rtp.srtp.SrtpProfile;
import io.sluice.rtp.srtp.SrtpProvider;
import io.sluice.rtp.srtp.SrtpReceiver;
import io.sluice.rtp.srtp.SrtpSender;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.IceCandidate;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.IceMode;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.congestion.UplinkBudgets;
import io.sluice.sfu.net.DatagramBatch;
import io.sluice.sfu.net.NetworkPath;
import io.sluice.sfu.net.UdpSocket;
import io.sluice.sfu.net.UdpSocketProvider;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.send.PacketScratch;
import io.sluice.sfu.send.ServerClock;
import io.sluice.sfu.time.Deadlines;
import io.sluice.sfu.transport.LocalTransport;
import io.sluice.sfu.transport.MediaTransport;
import io.sluice.sfu.transport.TransportFactory;
import io.sluice.sfu.transport.TransportListener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The road of a packet through a room: from the decrypted packet to those that are to be
/// encrypted, and from socket to socket.
class RoomAllocationTest {
    private static final int RECEIVERS = 5;
    private static final int PACKETS = 100_000;
    private static final int PACKETS_PER_CYCLE = 3;
    private static final int WARM_UP = 20_000;
    private static final int MOST_BLOCKS = 10;
    private static final int PAYLOAD_TYPE = 96;
    private static final int PAYLOAD_BYTES = 1000;
    private static final long STEP_NANOS = 2_000_000;

    /// So many that a picture is dealt out as a whole.
    private static final int PUPILS = 20;

    private static final int LESSON_WARM_UP = 5_000;
    private static final int SOUND_TYPE = 111;
    private static final int SOUND_BYTES = 100;
    private static final int PACKETS_PER_PICTURE = 6;
    private static final int SOUNDS_PER_PICTURE = 3;
    private static final long PACKET_NANOS = 100_000;
    private static final long SOUND_NANOS = 20_000_000;
    private static final long ROAD_NANOS = 10_000_000;
    private static final int AUDIO_LEVEL_ID = 1;
    private static final int TRANSPORT_ID = 3;
    private static final int COMPOUND_BYTES = 1200;
    private static final int NACK_BYTES = 16;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Arena arena = Arena.ofShared();
    private final PacketSlab slab = new PacketSlab(arena, 64 << 20);
    private final List<FakeConnection> connections = new ArrayList<>();
    private final Deadlines deadlines =
            new Deadlines((failure, _) -> {
                throw new AssertionError(failure);
            });
    private @Nullable Wire wire;
    private long nowNanos;
    private int sequenceNumber;
    private int soundNumber;
    private int transportNumber;
    private boolean lesson;
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final TransportFeedbackWriter arrivals = new TransportFeedbackWriter();
    private final NackWriter missing = new NackWriter();
    private final MemorySegment compound = arena.allocate(COMPOUND_BYTES);

    @AfterEach
    void free() {
        if (wire != null) {
            wire.close();
        }
        assertEquals(0, slab.usedBytes());
        arena.close();
    }

    /// The smallest object is 16 bytes, so less than a byte per packet means none.
    @ParameterizedTest(name = "adapts: {0}")
    @ValueSource(booleans = {true, false})
    void nothingIsAllocatedPerForwardedPacket(boolean adapts) {
        Room room = room(adapts);
        for (int i = 0; i <= RECEIVERS; i++) {
            join(room, i);
        }
        FakeConnection sender = connections.getFirst();
        send(sender, WARM_UP);
        long timers = allocatedBy(() -> pause(PACKETS));
        send(sender, WARM_UP);
        long sentBefore = sent();
        long allocated = allocatedBy(() -> send(sender, PACKETS)) - timers;

        assertEquals((long) RECEIVERS * PACKETS, sent() - sentBefore);
        assertTrue(allocated < PACKETS, allocated + " bytes for " + PACKETS + " packets");
        room.close(nowNanos);
    }

    /// The kernel, the cipher and the room together, as fast as this machine has them.
    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
    void nothingIsAllocatedFromSocketToSocket(SrtpProfile profile) throws IOException {
        assumeTrue(UdpSocketProvider.NATIVE.isAvailable() && SrtpProvider.OPENSSL.isAvailable());
        wire = new Wire(profile);
        Room room = room(true);
        for (int i = 0; i <= RECEIVERS; i++) {
            join(room, i);
        }
        FakeConnection sender = connections.getFirst();
        long allocated = Long.MAX_VALUE;
        long forwarded = 0;
        // Calls of native code allocate until they are compiled.
        for (int block = 0; block < MOST_BLOCKS && allocated >= forwarded; block++) {
            long timers = allocatedBy(() -> pause(PACKETS / RECEIVERS));
            long sentBefore = sent();
            allocated = allocatedBy(() -> send(sender, PACKETS / RECEIVERS)) - timers;
            forwarded = sent() - sentBefore;
        }

        assertEquals(PACKETS, forwarded);
        assertTrue(allocated < forwarded, allocated + " bytes for " + forwarded + " packets");
        room.close(nowNanos);
    }

    /// As in a school: many who watch, sound, pictures of several packets, numbers that go through
    /// all packets of a connection, and what the receivers say of them and miss.
    @Test
    void nothingIsAllocatedInALesson() throws IOException {
        assumeTrue(UdpSocketProvider.NATIVE.isAvailable() && SrtpProvider.OPENSSL.isAvailable());
        lesson = true;
        wire = new Wire(SrtpProfile.AEAD_AES_128_GCM);
        Room room = room(true);
        for (int i = 0; i <= PUPILS; i++) {
            joinLesson(room, i);
        }
        teach(LESSON_WARM_UP); // the kernel is called a few times per picture only
        long allocated = Long.MAX_VALUE;
        long forwarded = 0;
        for (int block = 0; block < MOST_BLOCKS && allocated >= forwarded; block++) {
            long sentBefore = sent();
            allocated = allocatedBy(() -> teach(PACKETS / PUPILS / PACKETS_PER_PICTURE));
            forwarded = sent() - sentBefore;
        }
        assertTrue(forwarded > PACKETS, forwarded + " packets");
        assertTrue(allocated < forwarded, allocated + " bytes for " + forwarded + " packets");
        room.close(nowNanos);
    }

    private void teach(int pictures) {
        FakeConnection teacher = connections.getFirst();
        for (int i = 0; i < pictures; i++) {
            for (int packet = 0; packet < PACKETS_PER_PICTURE; packet++) {
                nowNanos += PACKET_NANOS;
                sendPicture(teacher, packet);
            }
            for (int sound = 0; sound < SOUNDS_PER_PICTURE; sound++) {
                nowNanos += SOUND_NANOS;
                deadlines.run(nowNanos);
                sendSound(teacher);
            }
            for (int pupil = 1; pupil <= PUPILS; pupil++) {
                connections.get(pupil).giveFeedback();
            }
            deadlines.run(nowNanos);
        }
    }

    /// The last packets of a picture are a byte longer, as libwebrtc cuts them.
    private void sendPicture(FakeConnection from, int packet) {
        PacketCell cell = cell();
        MemorySegment s = cell.segment();
        boolean last = packet == PACKETS_PER_PICTURE - 1;
        int number = sequenceNumber++;
        header.begin(
                s, 0, PAYLOAD_TYPE, last, number & 0xffff, number / PACKETS_PER_PICTURE * 5400L, 1);
        int length = header.extension(TRANSPORT_ID, transportNumber++ & 0xffff, 2).finish();
        writeVp8(s, length, packet == 0, number < PACKETS_PER_PICTURE);
        int longer = packet < PACKETS_PER_PICTURE / 2 ? 0 : 1;
        arrive(cell, length, length + PAYLOAD_BYTES + longer, number, from);
    }

    private void sendSound(FakeConnection from) {
        PacketCell cell = cell();
        int number = soundNumber++;
        header.begin(cell.segment(), 0, SOUND_TYPE, false, number & 0xffff, number * 960L, 2);
        header.extension(AUDIO_LEVEL_ID, 30, 1);
        int length = header.extension(TRANSPORT_ID, transportNumber++ & 0xffff, 2).finish();
        arrive(cell, length, length + SOUND_BYTES, number, from);
    }

    /// The beginning of a payload: descriptor (RFC 7741 §4.2) and frame header (RFC 6386 §9.1).
    private static void writeVp8(MemorySegment s, int at, boolean starts, boolean keyframe) {
        Bytes.put8(s, at, starts ? 0x10 : 0);
        Bytes.put8(s, at + 1, keyframe ? 0 : 1);
        Bytes.put16(s, at + 2, 0);
        Bytes.put24(s, at + 4, 0x9d012a);
        Bytes.put32(s, at + 7, 0x400100c0);
    }

    private PacketCell cell() {
        PacketCell cell = slab.take(PacketSlab.LARGE_BYTES);
        if (cell == null) {
            throw new AssertionError("no memory");
        }
        return cell;
    }

    private void arrive(
            PacketCell cell, int headerLength, int length, int number, FakeConnection from) {
        cell.setRange(0, length);
        cell.setArrivalNanos(nowNanos);
        if (wire != null) {
            wire.carry(cell, headerLength, number, from.listener);
        } else if (!from.listener.onRtp(cell, nowNanos)) {
            slab.give(cell);
        }
    }

    private static long allocatedBy(Runnable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /// The time of so many packets, in which none comes: what only the clock costs.
    private void pause(int packets) {
        for (int i = 0; i < packets; i++) {
            nowNanos += STEP_NANOS;
            deadlines.run(nowNanos);
        }
    }

    private long sent() {
        return connections.stream().mapToLong(connection -> connection.sent).sum();
    }

    private void send(FakeConnection from, int packets) {
        for (int i = 0; i < packets; i++) {
            nowNanos += STEP_NANOS;
            PacketCell cell = cell();
            MemorySegment s = cell.segment();
            int number = sequenceNumber++;
            int length =
                    header.begin(s, 0, PAYLOAD_TYPE, true, number & 0xffff, number * 180L, 1)
                            .finish();
            writeVp8(s, length, true, number == 0);
            arrive(cell, length, length + PAYLOAD_BYTES, number, from);
            if (i % PACKETS_PER_CYCLE == 0 || i == packets - 1) {
                deadlines.run(nowNanos);
            }
        }
    }

    private void join(Room room, int number) {
        CodecParameters vp8 = vp8();
        admit(
                room,
                number,
                List.of(
                        new SendSection(
                                "0",
                                MediaKind.VIDEO,
                                List.of(vp8),
                                List.of(),
                                List.of(new EncodingParameters("", 1, 2)))),
                List.of(new SlotSection(0, "1", MediaKind.VIDEO, List.of(vp8), List.of())),
                List.of(new TrackDescription("0", TrackSource.CAMERA, false)));
    }

    private static CodecParameters vp8() {
        return new CodecParameters(
                Codec.VP8,
                PAYLOAD_TYPE,
                PAYLOAD_TYPE + 1,
                CodecParameters.NONE,
                Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI));
    }

    private void joinLesson(Room room, int number) {
        CodecParameters vp8 = vp8();
        CodecParameters opus =
                new CodecParameters(
                        Codec.OPUS,
                        SOUND_TYPE,
                        CodecParameters.NONE,
                        CodecParameters.NONE,
                        Set.of());
        List<HeaderExtension> extensions =
                List.of(
                        new HeaderExtension(HeaderExtensionType.AUDIO_LEVEL, AUDIO_LEVEL_ID),
                        new HeaderExtension(HeaderExtensionType.TRANSPORT_WIDE_CC, TRANSPORT_ID));
        List<SendSection> sections =
                List.of(
                        new SendSection(
                                "0",
                                MediaKind.VIDEO,
                                List.of(vp8),
                                extensions,
                                List.of(new EncodingParameters("", 1, 3))),
                        new SendSection(
                                "1",
                                MediaKind.AUDIO,
                                List.of(opus),
                                extensions,
                                List.of(
                                        new EncodingParameters(
                                                "", 2, EncodingParameters.UNKNOWN))));
        List<SlotSection> slots =
                List.of(
                        new SlotSection(0, "2", MediaKind.VIDEO, List.of(vp8), extensions),
                        new SlotSection(0, "3", MediaKind.AUDIO, List.of(opus), extensions));
        List<TrackDescription> tracks =
                List.of(
                        new TrackDescription("0", TrackSource.CAMERA, false),
                        new TrackDescription("1", TrackSource.MICROPHONE, false));
        admit(room, number, sections, slots, tracks);
    }

    /// The first one sends, all receive.
    private void admit(
            Room room,
            int number,
            List<SendSection> sections,
            List<SlotSection> slots,
            List<TrackDescription> tracks) {
        boolean sends = number == 0;
        room.join(
                "p" + number,
                new MediaRights(EnumSet.allOf(TrackSource.class), true),
                new MediaOffer(
                        new IceCredentials("u", "p"),
                        new DtlsFingerprint("sha-256", "00"),
                        DtlsSetup.ACTPASS,
                        sends ? sections : List.of(),
                        slots),
                sends ? tracks : List.of(),
                List.of(),
                nowNanos);
        connections.getLast().listener.onStateChanged(TransportState.CONNECTED, nowNanos);
    }

    private Room room(boolean adapts) {
        RoomResources resources =
                new RoomResources(
                        new FakeFactory(),
                        deadlines,
                        slab,
                        new HistoryBudget(32 << 20),
                        new PacketScratch(arena),
                        new Counters(),
                        new ServerClock(0, 0),
                        adapts,
                        UplinkBudgets.none(),
                        new Random(1));
        return new Room("test", resources, RoomLimits.of(100), _ -> {}, () -> {}, 0);
    }

    private final class FakeFactory implements TransportFactory {
        @Override
        public MediaTransport open(
                IceCredentials remote,
                List<IceCandidate> remoteCandidates,
                DtlsFingerprint fingerprint,
                DtlsSetup setup,
                TransportListener listener,
                long now) {
            connections.add(new FakeConnection(listener));
            return connections.getLast();
        }

        @Override
        public DtlsFingerprint fingerprint() {
            return new DtlsFingerprint("sha-256", "00");
        }

        @Override
        public List<IceCandidate> candidates() {
            return List.of();
        }

        @Override
        public IceMode iceMode() {
            return IceMode.LITE;
        }
    }

    /// Copies where others encrypt, and sends nowhere.
    private final class FakeConnection extends LocalTransport {
        final TransportListener listener;
        long sent;
        private final long[] sentNanos = new long[1024]; // a power of two
        private long transportSequence;
        private long told;
        private int messages;
        private int lastPicture;
        private long pictureSsrc;

        FakeConnection(TransportListener listener) {
            super(slab);
            this.listener = listener;
        }

        @Override
        public boolean sendRtp(
                PacketCell cell,
                int headerLength,
                MemorySegment payload,
                long payloadOffset,
                int payloadLength,
                long index) {
            sent++;
            if ((Bytes.unsigned8(cell.segment(), 1) & 0x7f) == PAYLOAD_TYPE) {
                lastPicture = Bytes.unsigned16(cell.segment(), 2);
                pictureSsrc = Bytes.unsigned32(cell.segment(), 8);
            }
            if (wire != null) {
                wire.protectAndSend(
                        cell, headerLength, payload, payloadOffset, payloadLength, index);
                return true;
            }
            MemorySegment.copy(
                    payload,
                    ValueLayout.JAVA_BYTE,
                    payloadOffset,
                    cell.segment(),
                    ValueLayout.JAVA_BYTE,
                    headerLength,
                    payloadLength);
            discard(cell);
            return true;
        }

        @Override
        public boolean sendRtcp(PacketCell cell, int length) {
            discard(cell);
            return true;
        }

        @Override
        public int nextTransportSequence() {
            transportSequence++;
            sentNanos[(int) transportSequence & (sentNanos.length - 1)] = nowNanos;
            return (int) transportSequence & 0xffff;
        }

        /// A report, when each packet came, and that the last of a picture did not.
        void giveFeedback() {
            int length = ReceiverReport.write(compound, 0, 9, 1);
            length +=
                    ReportBlocks.write(compound, length, pictureSsrc, 0, 0, lastPicture, 10, 0, 0);
            int room = COMPOUND_BYTES - length - NACK_BYTES;
            arrivals.begin(compound, length, room, 9, pictureSsrc, messages++ & 0xff, told + 1);
            while (told < transportSequence) {
                told++;
                long sentAt = sentNanos[(int) told & (sentNanos.length - 1)];
                if (!arrivals.add(told, sentAt + ROAD_NANOS)) {
                    throw new AssertionError("too many packets for one message");
                }
            }
            length += arrivals.finish();
            missing.begin(compound, length, NACK_BYTES, 9, pictureSsrc);
            missing.add(lastPicture);
            length += missing.finish();
            listener.onRtcp(compound, 0, length, nowNanos);
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public TransportState state() {
            return TransportState.CONNECTED;
        }

        @Override
        public void close(long now) {}
    }

    /// Sockets and ciphers around the room. All receivers are one socket that nobody reads.
    private final class Wire implements AutoCloseable {
        private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
        private static final long PATIENCE_NANOS = 5_000_000_000L;

        private final Counters counters = new Counters();
        private final DatagramBatch batch = new DatagramBatch(slab, 8);
        private final UdpSocket server = bind();
        private final UdpSocket publisher = bind();
        private final UdpSocket receivers = bind();
        private final NetworkPath toServer = path(server);
        private final NetworkPath toReceivers = path(receivers);
        private final SrtpSender publisherSender;
        private final SrtpReceiver serverReceiver;
        private final SrtpSender serverSender;

        Wire(SrtpProfile profile) throws IOException {
            byte[] material = new byte[profile.keyingMaterialBytes()];
            SrtpKeys client = SrtpKeys.fromExporter(profile, material, false);
            SrtpKeys own = SrtpKeys.fromExporter(profile, material, true);
            publisherSender = SrtpProvider.OPENSSL.sender(client);
            serverReceiver = SrtpProvider.OPENSSL.receiver(own);
            serverSender = SrtpProvider.OPENSSL.sender(own);
        }

        private UdpSocket bind() throws IOException {
            return UdpSocketProvider.NATIVE.bind(List.of(LOOPBACK), 0, slab, counters);
        }

        private static NetworkPath path(UdpSocket to) {
            return NetworkPath.of(0, to.localAddresses().getFirst());
        }

        /// From the publisher to the server's listener, and the duty cycle's end.
        void carry(PacketCell cell, int header, long index, TransportListener listener) {
            MemorySegment s = cell.segment();
            int payload = cell.length() - header;
            int length = publisherSender.protectRtp(s, 0, header, s, header, payload, index);
            cell.setRange(0, length);
            publisher.send(cell, toServer);
            publisher.flush();
            server.await(PATIENCE_NANOS);
            int received = server.receive(batch, nowNanos);
            for (int i = 0; i < received; i++) {
                PacketCell arrived = batch.cell(i);
                int plain =
                        serverReceiver.unprotectRtp(
                                arrived.segment(), arrived.offset(), arrived.length());
                arrived.setRange(arrived.offset(), plain);
                if (listener.onRtp(arrived, nowNanos)) {
                    batch.kept(i);
                }
            }
            batch.clear();
            if (lesson) {
                deadlines.run(nowNanos);
            }
            server.flush();
        }

        void protectAndSend(
                PacketCell cell,
                int headerLength,
                MemorySegment payload,
                long payloadOffset,
                int payloadLength,
                long index) {
            int length =
                    serverSender.protectRtp(
                            cell.segment(),
                            0,
                            headerLength,
                            payload,
                            payloadOffset,
                            payloadLength,
                            index);
            cell.setRange(0, length);
            server.send(cell, toReceivers);
        }

        @Override
        public void close() {
            publisherSender.close();
            serverReceiver.close();
            serverSender.close();
            batch.clear();
            server.close();
            publisher.close();
            receivers.close();
        }
    }
}
