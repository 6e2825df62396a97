package io.sluice.sfu.forward;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.buffer.PacketCell;
import io.sluice.rtp.buffer.PacketSlab;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.NackWriter;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.observe.Counters;
import io.sluice.sfu.receive.HistoryBudget;
import io.sluice.sfu.receive.IncomingRtpStream;
import io.sluice.sfu.receive.MediaPacket;
import io.sluice.sfu.receive.ParticipantClock;
import io.sluice.sfu.receive.StreamDemuxer;
import io.sluice.sfu.send.OutgoingRtpStream;
import io.sluice.sfu.send.Pacer;
import io.sluice.sfu.send.PacketScratch;
import io.sluice.sfu.send.RtcpSender;
import io.sluice.sfu.send.ServerClock;
import io.sluice.sfu.sim.DecodabilityChecker;
import io.sluice.sfu.sim.MediaClock;
import io.sluice.sfu.sim.PacketWriter;
import io.sluice.sfu.sim.RecordingTransmitter;
import io.sluice.sfu.sim.Scalability;
import io.sluice.sfu.sim.VideoSource;
import io.sluice.sfu.sim.Viewer;
import io.sluice.sfu.sim.VirtualTime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Cameras, a server's machines for one video slot, and a viewer, with a seeded network between
/// them.
@SuppressWarnings("EnumOrdinal") // payload types of this test
final class Road implements AutoCloseable, Forwarder.Output, IncomingRtpStream.Output {
    private static final long DELAY_NANOS = 15_000_000;
    private static final long JITTER_NANOS = 12_000_000;
    private static final long ROUND_TRIP_NANOS = 2 * DELAY_NANOS + JITTER_NANOS;

    /// What the server assumes before the first receiver report.
    private static final long VIEWER_ROUND_TRIP_NANOS = 50_000_000;

    private static final long FRAME_NANOS = 33_333_333;
    private static final long SLOT_SSRC = 500;
    private static final long SLOT_RTX_SSRC = 501;
    private static final int SENDER_PAYLOAD_TYPE = 96;
    private static final int SLOT_PAYLOAD_TYPE = 100;
    private static final int RTX_DISTANCE = 10;
    private static final int DESCRIPTOR_ID = 20;
    private static final long WALL_SECONDS = 3_900_000_000L;

    final VirtualTime time = new VirtualTime();
    final RecordingTransmitter transmitter;
    int switches;

    private final Random random;
    private double loss;
    private final Arena arena = Arena.ofConfined();
    private final PacketSlab slab = new PacketSlab(arena, 64 << 20);
    private final HistoryBudget budget = new HistoryBudget(32 << 20);
    private final Counters counters = new Counters();
    private final Viewer viewer;
    private final List<Camera> cameras = new ArrayList<>();
    private final OutgoingRtpStream outgoing;
    private final Forwarder forwarder;
    private boolean rtx = true;
    private @Nullable Camera shown;

    Road(long seed, double loss) {
        random = new Random(seed);
        this.loss = loss;
        viewer =
                new Viewer(
                        SLOT_SSRC,
                        type -> Codec.values()[type - SLOT_PAYLOAD_TYPE],
                        type -> Codec.values()[type - SLOT_PAYLOAD_TYPE - RTX_DISTANCE],
                        DESCRIPTOR_ID);
        transmitter =
                new RecordingTransmitter(
                        slab,
                        packet -> carry(packet, p -> viewer.onPacket(p, time.nowNanos())),
                        _ -> {});
        outgoing =
                new OutgoingRtpStream(
                        slot(),
                        SLOT_SSRC,
                        SLOT_RTX_SSRC,
                        random.nextInt(1 << 15),
                        random.nextInt(1 << 15),
                        Pacer.immediate(),
                        new PacketScratch(arena),
                        transmitter,
                        counters);
        forwarder =
                new Forwarder(
                        outgoing,
                        new ServerClock(WALL_SECONDS, 0),
                        new RtcpSender(transmitter, SLOT_SSRC),
                        new byte[] {'s'},
                        random.nextInt());
        time.every(5_000_000, this::tick);
    }

    Road withoutRtx() {
        rtx = false;
        outgoing.section(slot());
        return this;
    }

    private SlotSection slot() {
        List<CodecParameters> codecs = new ArrayList<>();
        for (Codec codec : EnumSet.range(Codec.VP8, Codec.AV1)) {
            int type = SLOT_PAYLOAD_TYPE + codec.ordinal();
            codecs.add(
                    new CodecParameters(
                            codec,
                            type,
                            rtx ? type + RTX_DISTANCE : CodecParameters.NONE,
                            CodecParameters.NONE,
                            Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI)));
        }
        return new SlotSection(
                0,
                "7",
                MediaKind.VIDEO,
                codecs,
                List.of(
                        new HeaderExtension(HeaderExtensionType.MID, 4),
                        new HeaderExtension(HeaderExtensionType.TRANSPORT_WIDE_CC, 3),
                        new HeaderExtension(HeaderExtensionType.ABS_SEND_TIME, 2),
                        new HeaderExtension(
                                HeaderExtensionType.DEPENDENCY_DESCRIPTOR, DESCRIPTOR_ID)));
    }

    /// One participant with one camera, at 30 frames a second.
    final class Camera implements StreamDemuxer.Output, IncomingRtpStream.Feedback {
        boolean paused;

        private final VideoSource source;
        private final StreamDemuxer demuxer = new StreamDemuxer(counters);
        private final ParticipantClock clock = new ParticipantClock();
        private final Map<Integer, byte[]> sent = new HashMap<>();
        private @Nullable IncomingRtpStream stream;
        private int rtxSequence;
        private int keyframesAsked;

        Camera(Codec codec, boolean descriptors, Scalability mode, boolean flexible, int width) {
            long ssrc = 1000L + 10L * cameras.size();
            List<HeaderExtension> extensions =
                    List.of(
                            new HeaderExtension(HeaderExtensionType.MID, 1),
                            new HeaderExtension(HeaderExtensionType.DEPENDENCY_DESCRIPTOR, 5));
            source =
                    new VideoSource(
                            codec,
                            new PacketWriter(
                                    ssrc,
                                    SENDER_PAYLOAD_TYPE,
                                    random.nextInt(1 << 16),
                                    "1",
                                    extensions,
                                    () -> 0),
                            new MediaClock(90_000, random.nextInt() & 0xffff_ffffL, 0),
                            descriptors,
                            mode,
                            flexible,
                            width,
                            random.nextLong());
            CodecParameters parameters =
                    new CodecParameters(
                            codec,
                            SENDER_PAYLOAD_TYPE,
                            SENDER_PAYLOAD_TYPE + 1,
                            CodecParameters.NONE,
                            Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI));
            demuxer.sections(
                    List.of(
                            new SendSection(
                                    "1",
                                    MediaKind.VIDEO,
                                    List.of(parameters),
                                    extensions,
                                    List.of(new EncodingParameters("", ssrc, ssrc + 1)))),
                    this);
            time.every(FRAME_NANOS, this::send);
        }

        private void send() {
            if (paused) {
                return;
            }
            for (byte[] packet : source.frame(time.nowNanos())) {
                sent.put(Bytes.unsigned16(MemorySegment.ofArray(packet), 2), packet);
                carry(packet, p -> receive(this, p));
            }
        }

        @Override
        public IncomingRtpStream open(SendSection section, int encoding, long ssrc) {
            IncomingRtpStream opened =
                    new IncomingRtpStream(section, ssrc, clock, slab, budget, counters);
            stream = opened;
            opened.onRoundTrip(ROUND_TRIP_NANOS);
            if (shown == this) {
                forwarder.select(opened, time.nowNanos(), Road.this);
            }
            return opened;
        }

        @Override
        public void closed(IncomingRtpStream closed) {
            throw new AssertionError("closed");
        }

        @Override
        public void nack(IncomingRtpStream asked, int packetId, int bitmask) {
            for (int i = 0; i <= 16; i++) {
                if (i == 0 || (bitmask & (1 << (i - 1))) != 0) {
                    byte[] packet = sent.get((packetId + i) & 0xffff);
                    if (packet != null) {
                        time.in(DELAY_NANOS, () -> carry(rtx(packet), p -> receive(this, p)));
                    }
                }
            }
        }

        private byte[] rtx(byte[] packet) {
            RtpPacket original = new RtpPacket();
            original.wrap(MemorySegment.ofArray(packet), 0, packet.length);
            int header = original.headerLength();
            byte[] bytes = new byte[packet.length + 2];
            System.arraycopy(packet, 0, bytes, 0, header);
            System.arraycopy(packet, header, bytes, header + 2, packet.length - header);
            MemorySegment memory = MemorySegment.ofArray(bytes);
            Bytes.put8(memory, 1, (Bytes.unsigned8(memory, 1) & 0x80) | (SENDER_PAYLOAD_TYPE + 1));
            Bytes.put16(memory, header, original.sequenceNumber());
            Bytes.put16(memory, 2, rtxSequence++);
            Bytes.put32(memory, 8, original.ssrc() + 1);
            return bytes;
        }

        @Override
        public void keyframe(IncomingRtpStream asked, boolean fullIntraRequest, int commandNumber) {
            keyframesAsked++;
            time.in(DELAY_NANOS, source::requestKeyframe);
        }

        int keyframesAsked() {
            return keyframesAsked;
        }
    }

    Camera camera(Codec codec, boolean descriptors, int temporalLayers) {
        Scalability mode = temporalLayers == 3 ? Scalability.L1T3 : Scalability.L1T1;
        return camera(codec, descriptors, mode, false, 320);
    }

    /// @param width of its largest picture, in pixels
    Camera camera(Codec codec, boolean descriptors, Scalability mode, boolean flexible, int width) {
        Camera camera = new Camera(codec, descriptors, mode, flexible, width);
        cameras.add(camera);
        return camera;
    }

    void show(Camera camera) {
        shown = camera;
        if (camera.stream != null) {
            forwarder.select(camera.stream, time.nowNanos(), this);
        }
    }

    /// From now on nothing is lost, and nothing overtakes.
    void calm() {
        loss = 0;
    }

    void limit(int spatialLayer, int temporalLayer) {
        forwarder.layers().limit(spatialLayer, temporalLayer);
    }

    String shownLayers() {
        return "S" + forwarder.layers().spatialLayer() + "T" + forwarder.layers().temporalLayer();
    }

    void run(long nanos) {
        time.runUntil(time.nowNanos() + nanos);
    }

    List<String> problems() {
        return viewer.problems();
    }

    DecodabilityChecker checker() {
        return viewer.checker();
    }

    int completeFrames() {
        return viewer.checker().completeFrames();
    }

    /// Lets everything on its way arrive, then counts the numbers that never came.
    int missing() {
        for (Camera camera : cameras) {
            camera.paused = true;
        }
        run(1_000_000_000L);
        return viewer.checker().missing().size();
    }

    private void receive(Camera camera, byte[] bytes) {
        PacketCell cell = slab.take(bytes.length);
        if (cell == null) {
            throw new AssertionError("no memory");
        }
        MemorySegment.copy(bytes, 0, cell.segment(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        cell.setRange(0, bytes.length);
        RtpPacket packet = new RtpPacket();
        packet.wrap(cell.segment(), 0, bytes.length);
        IncomingRtpStream stream = camera.demuxer.streamOf(packet, camera);
        if (stream == null || !stream.onPacket(cell, packet, time.nowNanos(), this)) {
            slab.give(cell);
        }
    }

    private void carry(byte[] packet, Consumer<byte[]> to) {
        // What is lost before anything came cannot be missed.
        boolean first = time.nowNanos() < 300_000_000;
        if (random.nextDouble() >= loss || first) {
            long jitter = loss > 0 && !first ? random.nextLong(JITTER_NANOS) : 0;
            time.in(DELAY_NANOS + jitter, () -> to.accept(packet));
        }
    }

    private void tick() {
        long now = time.nowNanos();
        for (Camera camera : cameras) {
            if (camera.stream != null && camera.stream.deadlineNanos() <= now) {
                camera.stream.onDeadline(now, camera);
            }
        }
        viewer.askAgain(
                now,
                VIEWER_ROUND_TRIP_NANOS,
                index -> time.in(DELAY_NANOS, () -> onNack((int) index & 0xffff)));
    }

    private void onNack(int sequenceNumber) {
        MemorySegment memory = MemorySegment.ofArray(new byte[16]);
        NackWriter writer = new NackWriter();
        writer.begin(memory, 0, 16, 1, SLOT_SSRC);
        writer.add(sequenceNumber);
        RtcpReader reader = new RtcpReader();
        Nack nack = new Nack();
        if (!reader.wrap(memory, 0, writer.finish()) || !reader.next() || !nack.wrap(reader)) {
            throw new AssertionError("malformed NACK");
        }
        outgoing.onNack(nack, time.nowNanos());
    }

    @Override
    public void onMedia(IncomingRtpStream stream, MediaPacket packet, long nowNanos) {
        forwarder.onMedia(stream, packet, nowNanos, this);
    }

    @Override
    public void onEmpty(IncomingRtpStream stream, long sequence, long nowNanos) {
        forwarder.onEmpty(stream, sequence, nowNanos);
    }

    @Override
    public void keyframeRequested(IncomingRtpStream stream) {}

    @Override
    public void switched(IncomingRtpStream stream, Codec codec) {
        switches++;
    }

    @Override
    public void unsupported(IncomingRtpStream stream, Codec codec) {
        throw new AssertionError("unsupported: " + codec);
    }

    @Override
    public void close() {
        for (Camera camera : cameras) {
            if (camera.stream != null) {
                camera.stream.close();
            }
        }
        if (slab.usedBytes() != 0 || budget.usedBytes() != 0) {
            throw new AssertionError("cells were not given back: " + slab.usedBytes());
        }
        arena.close();
    }
}
