package io.sluice.sfu.sim;

import io.sluice.rtp.Bytes;
import io.sluice.rtp.HeaderExtensionType;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.codec.Codec;
import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.ReportBlocks;
import io.sluice.rtp.rtcp.RtcpReader;
import io.sluice.rtp.rtcp.SenderReport;
import io.sluice.sfu.api.CodecParameters;
import io.sluice.sfu.api.DtlsFingerprint;
import io.sluice.sfu.api.DtlsSetup;
import io.sluice.sfu.api.EncodingParameters;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.IceCredentials;
import io.sluice.sfu.api.JoinedMedia;
import io.sluice.sfu.api.MediaKind;
import io.sluice.sfu.api.MediaOffer;
import io.sluice.sfu.api.MediaRights;
import io.sluice.sfu.api.RoomEvent.TransportState;
import io.sluice.sfu.api.RtcpFeedback;
import io.sluice.sfu.api.SendSection;
import io.sluice.sfu.api.SlotSection;
import io.sluice.sfu.api.SlotStream;
import io.sluice.sfu.api.TrackDescription;
import io.sluice.sfu.api.TrackSource;
import io.sluice.sfu.room.Room;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A participant as the server sees it from the other end of the network: sends a microphone and a
/// camera, repeats what is asked for, and takes what comes through its slots.
@SuppressWarnings("EnumOrdinal") // payload types of this test
final class Browser {
    static final MediaRights ALL = new MediaRights(EnumSet.allOf(TrackSource.class), true);
    static final int SPEECH = 25;
    static final int SILENCE = 80;

    /// Where it takes sound with redundancy.
    static final int RED_TYPE = 63;

    private static final int DTX_FRAMES = 20;
    private static final long CONNECT_NANOS = 100_000_000;
    private static final long VIDEO_FRAME_NANOS = 50_000_000;
    private static final long ASK_NANOS = 10_000_000;
    private static final long REPORT_NANOS = 1_000_000_000;
    private static final long ROUND_TRIP_NANOS = 60_000_000;
    private static final int FIRST_VIDEO_TYPE = 100;
    private static final int FIRST_AUDIO_TYPE = 120;

    final String id;
    final SimulatedReceiver receiver;
    MediaRights rights = ALL;
    Set<Codec> decodes = EnumSet.allOf(Codec.class);
    int level = SILENCE;
    boolean publishes = true; // has a microphone and a camera at all
    boolean sendsAudio = true;
    boolean sendsVideo = true;
    boolean takesRed;
    boolean reports = true;

    /// By the last report about its sound, in 256ths.
    int audioLossTold;

    /// Who is silent sends every twentieth frame (Opus DTX).
    boolean dtx;

    /// The picture's way to the server is so much longer than the sound's.
    long videoExtraNanos;

    private final Meeting meeting;
    private final Codec codec;
    private final int pairs;
    private final int audioOnly;
    private final Wire up;
    private final Wire down;
    private final int typeShift;
    private final long audioSsrc;
    private final AudioSource audio;
    private final List<Encoding> encodings = new ArrayList<>();
    private final Map<Integer, byte[]> sentAudio = new HashMap<>();
    private int audioFrames;
    private int audioTicks;
    private int transportSequence;
    private boolean gone;
    private @Nullable SimulatedConnection connection;

    /// One encoding of the camera.
    static final class Encoding {
        final String rid;
        final VideoSource source;
        final Map<Integer, byte[]> sent = new HashMap<>();
        boolean active = true;
        int frames;
        int keyframesAsked;
        private int rtxSequence;

        Encoding(String rid, VideoSource source) {
            this.rid = rid;
            this.source = source;
        }

        /// The page sets `active`; what is sent again begins with a keyframe.
        void active(boolean now) {
            if (now && !active) {
                source.requestKeyframe();
            }
            active = now;
        }
    }

    Browser(
            Meeting meeting,
            String id,
            Codec codec,
            int pairs,
            int audioOnly,
            Wire.Conditions conditions) {
        this(meeting, id, codec, List.of(""), pairs, audioOnly, conditions);
    }

    /// @param rids the encodings of the camera, the smallest first, each twice as large as the one
    ///   before; one without a name for no simulcast
    Browser(
            Meeting meeting,
            String id,
            Codec codec,
            List<String> rids,
            int pairs,
            int audioOnly,
            Wire.Conditions conditions) {
        this.meeting = meeting;
        this.id = id;
        this.codec = codec;
        this.pairs = pairs;
        this.audioOnly = audioOnly;
        Random random = meeting.random;
        up = new Wire(meeting.time, random, conditions);
        down = new Wire(meeting.time, random, conditions);
        typeShift = random.nextInt(8);
        audioSsrc = 1 + (random.nextInt() & 0x7fff_fff0L);
        long wallNanos = random.nextLong(600 * Meeting.SECOND) + 3_900_000_000_000_000_000L;
        audio =
                new AudioSource(
                        writer(audioSsrc, audioType(), "0", audioExtensions()),
                        new MediaClock(48_000, random.nextInt() & 0xffff_ffffL, wallNanos),
                        20);
        for (String rid : rids) {
            long ssrc = videoSsrc() + 2L * encodings.size();
            VideoSource video =
                    new VideoSource(
                            codec,
                            writer(ssrc, type(codec), "1", videoExtensions()).rid(rid),
                            new MediaClock(90_000, random.nextInt() & 0xffff_ffffL, wallNanos),
                            false,
                            rids.size() == 1 || codec == Codec.H264
                                    ? Scalability.L1T1
                                    : Scalability.L1T3,
                            false,
                            rids.size() == 1 ? 320 : 160 << encodings.size(),
                            random.nextLong());
            encodings.add(new Encoding(rid, video));
        }
        receiver = new SimulatedReceiver(meeting, this::sendRtcp);
    }

    private PacketWriter writer(long ssrc, int type, String mid, List<HeaderExtension> extensions) {
        return new PacketWriter(
                ssrc,
                type,
                meeting.random.nextInt(1 << 16),
                mid,
                extensions,
                () -> transportSequence++ & 0xffff);
    }

    long audioSsrc() {
        return audioSsrc;
    }

    /// Of the first encoding; the others follow in steps of two.
    long videoSsrc() {
        return audioSsrc + 1;
    }

    Encoding encoding(int index) {
        return encodings.get(index);
    }

    /// Audio and video, up and down.
    void conditions(Wire.Conditions conditions) {
        up.conditions(conditions);
        down.conditions(conditions);
    }

    JoinedMedia join(Room room) {
        return connect(
                room.join(id, rights, offer(), tracks(), List.of(), meeting.time.nowNanos()));
    }

    /// Comes as the same participant as the page before.
    JoinedMedia rejoin(Room room) {
        return connect(room.rejoin(id, offer(), tracks(), List.of(), meeting.time.nowNanos()));
    }

    private JoinedMedia connect(JoinedMedia joined) {
        meeting.note(id, joined.slots());
        SimulatedConnection own = meeting.lastOpened();
        connection = own;
        own.peer(
                packet -> down.carry(packet, 0, p -> receiver.onRtp(p)),
                compound -> down.carry(compound, 0, this::onRtcp));
        for (SlotStream stream : joined.answer().slotStreams()) {
            receiver.add(stream, this::codecOf, this::repairedCodecOf);
        }
        meeting.time.in(
                CONNECT_NANOS,
                () -> {
                    if (!gone) {
                        own.state(TransportState.CONNECTED, meeting.time.nowNanos());
                        start();
                    }
                });
        return joined;
    }

    private void start() {
        repeat(audio.frameNanos(), this::sendAudio);
        repeat(VIDEO_FRAME_NANOS, this::sendVideo);
        repeat(REPORT_NANOS, this::report);
        repeat(ASK_NANOS, () -> receiver.askAgain(ROUND_TRIP_NANOS));
    }

    /// As long as the browser is there.
    private void repeat(long nanos, Runnable action) {
        if (!gone) {
            action.run();
            meeting.time.in(nanos, () -> repeat(nanos, action));
        }
    }

    void leave(Room room) {
        gone = true;
        room.leave(id, meeting.time.nowNanos());
    }

    SimulatedConnection connection() {
        return Objects.requireNonNull(connection, "not joined");
    }

    /// Nothing is sent any more, as when a tab is killed.
    void vanish() {
        gone = true;
    }

    MediaOffer offer() {
        CodecParameters opus =
                new CodecParameters(
                        Codec.OPUS,
                        audioType(),
                        CodecParameters.NONE,
                        CodecParameters.NONE,
                        Set.of(RtcpFeedback.NACK));
        CodecParameters heard =
                new CodecParameters(
                        Codec.OPUS,
                        audioType(),
                        CodecParameters.NONE,
                        takesRed ? RED_TYPE : CodecParameters.NONE,
                        Set.of(RtcpFeedback.NACK));
        List<CodecParameters> all = new ArrayList<>();
        for (Codec each : EnumSet.range(Codec.VP8, Codec.AV1)) {
            CodecParameters parameters =
                    new CodecParameters(
                            each,
                            type(each),
                            type(each) + 1,
                            CodecParameters.NONE,
                            Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI));
            all.add(each == codec ? 0 : all.size(), parameters);
        }
        List<SlotSection> slots = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            slots.add(slot(i, MediaKind.AUDIO, List.of(heard)));
            slots.add(
                    slot(
                            i,
                            MediaKind.VIDEO,
                            all.stream().filter(each -> decodes.contains(each.codec())).toList()));
        }
        for (int i = 0; i < audioOnly; i++) {
            slots.add(slot(pairs + i, MediaKind.AUDIO, List.of(heard)));
        }
        return new MediaOffer(
                new IceCredentials(id, "password"),
                new DtlsFingerprint("sha-256", id),
                DtlsSetup.ACTPASS,
                List.of(
                        new SendSection(
                                "0",
                                MediaKind.AUDIO,
                                List.of(opus),
                                audioExtensions(),
                                List.of(
                                        new EncodingParameters(
                                                "", audioSsrc, EncodingParameters.UNKNOWN))),
                        new SendSection(
                                "1",
                                MediaKind.VIDEO,
                                all,
                                videoExtensions(),
                                encodingParameters())),
                slots);
    }

    private List<EncodingParameters> encodingParameters() {
        if (encodings.size() == 1) {
            return List.of(new EncodingParameters("", videoSsrc(), videoSsrc() + 1));
        }
        return encodings.stream()
                .map(encoding ->
                        new EncodingParameters(
                                encoding.rid,
                                EncodingParameters.UNKNOWN,
                                EncodingParameters.UNKNOWN))
                .toList();
    }

    List<TrackDescription> tracks() {
        return publishes
                ? List.of(
                        new TrackDescription("0", TrackSource.MICROPHONE, false),
                        new TrackDescription("1", TrackSource.CAMERA, false))
                : List.of();
    }

    private SlotSection slot(int index, MediaKind kind, List<CodecParameters> codecs) {
        String mid = (kind == MediaKind.AUDIO ? "a" : "v") + index;
        return new SlotSection(index, mid, kind, codecs, videoExtensions());
    }

    private List<HeaderExtension> audioExtensions() {
        return List.of(
                new HeaderExtension(HeaderExtensionType.MID, 4),
                new HeaderExtension(HeaderExtensionType.AUDIO_LEVEL, 1 + typeShift % 2),
                new HeaderExtension(HeaderExtensionType.TRANSPORT_WIDE_CC, 5));
    }

    private static List<HeaderExtension> videoExtensions() {
        return List.of(
                new HeaderExtension(HeaderExtensionType.MID, 4),
                new HeaderExtension(HeaderExtensionType.RID, 6),
                new HeaderExtension(HeaderExtensionType.TRANSPORT_WIDE_CC, 5));
    }

    private int type(Codec each) {
        return FIRST_VIDEO_TYPE + typeShift + 2 * (each.ordinal() - 1);
    }

    private int audioType() {
        return FIRST_AUDIO_TYPE + typeShift % 4;
    }

    private Codec codecOf(int type) {
        if (type == audioType()) {
            return Codec.OPUS;
        }
        for (Codec each : EnumSet.range(Codec.VP8, Codec.AV1)) {
            if (type(each) == type) {
                return each;
            }
        }
        throw new AssertionError("payload type " + type + " was not negotiated by " + id);
    }

    private Codec repairedCodecOf(int type) {
        return codecOf(type - 1);
    }

    private void sendAudio() {
        if (gone || !sendsAudio) {
            return;
        }
        if (dtx && level == SILENCE && audioTicks++ % DTX_FRAMES != 0) {
            return;
        }
        capture(audioSsrc, audioFrames++);
        byte[] packet = audio.frame(meeting.time.nowNanos(), level);
        sentAudio.put(sequenceNumber(packet), packet);
        sendRtp(packet, 0);
    }

    private void sendVideo() {
        if (gone || !sendsVideo) {
            return;
        }
        for (Encoding encoding : encodings) {
            if (!encoding.active) {
                continue;
            }
            capture(encoding.source.ssrc(), encoding.frames++);
            for (byte[] packet : encoding.source.frame(meeting.time.nowNanos())) {
                encoding.sent.put(sequenceNumber(packet), packet);
                sendRtp(packet, videoExtraNanos);
            }
        }
    }

    private void capture(long ssrc, int frame) {
        meeting.captures.put(ssrc << 32 | frame, meeting.time.nowNanos());
    }

    private void report() {
        if (gone) {
            return;
        }
        long now = meeting.time.nowNanos();
        sendRtcp(audio.senderReport(now));
        for (Encoding encoding : encodings) {
            byte[] picture = encoding.source.senderReport(now);
            up.carry(
                    picture,
                    videoExtraNanos,
                    p -> connection().receiveRtcp(p, meeting.time.nowNanos()));
        }
        if (reports) {
            receiver.report();
        }
    }

    private void sendRtp(byte[] packet, long extraNanos) {
        up.carry(packet, extraNanos, p -> connection().receiveRtp(p, meeting.time.nowNanos()));
    }

    void sendRtcp(byte[] compound) {
        if (!gone) {
            up.carry(compound, 0, p -> connection().receiveRtcp(p, meeting.time.nowNanos()));
        }
    }

    void onRtcp(byte[] compound) {
        RtcpReader reader = new RtcpReader();
        Nack nack = new Nack();
        PictureLossIndication keyframe = new PictureLossIndication();
        SenderReport report = new SenderReport();
        ReportBlocks blocks = new ReportBlocks();
        reader.wrap(MemorySegment.ofArray(compound), 0, compound.length);
        while (reader.next()) {
            if (nack.wrap(reader)) {
                while (!gone && nack.next()) {
                    repeat(nack.mediaSsrc(), nack.sequenceNumber());
                }
            } else if (keyframe.wrap(reader)) {
                Encoding asked = encodingOf(keyframe.mediaSsrc());
                asked.keyframesAsked++;
                asked.source.requestKeyframe();
            } else if (report.wrap(reader)) {
                receiver.onSenderReport(report);
            } else if (blocks.wrap(reader)) {
                while (blocks.next()) {
                    audioLossTold =
                            blocks.ssrc() == audioSsrc ? blocks.fractionLost() : audioLossTold;
                }
            }
        }
        if (reader.malformed()) {
            throw new AssertionError("malformed RTCP to " + id);
        }
    }

    private void repeat(long ssrc, int sequenceNumber) {
        if (ssrc == audioSsrc) {
            sendRtp(Objects.requireNonNull(sentAudio.get(sequenceNumber)), 0);
            return;
        }
        Encoding encoding = encodingOf(ssrc);
        byte[] packet = encoding.sent.get(sequenceNumber);
        if (packet == null) {
            return;
        }
        RtpPacket original = new RtpPacket();
        original.wrap(MemorySegment.ofArray(packet), 0, packet.length);
        int header = original.headerLength();
        byte[] bytes = new byte[packet.length + 2];
        System.arraycopy(packet, 0, bytes, 0, header);
        System.arraycopy(packet, header, bytes, header + 2, packet.length - header);
        MemorySegment memory = MemorySegment.ofArray(bytes);
        Bytes.put8(memory, 1, Bytes.unsigned8(memory, 1) + 1);
        Bytes.put16(memory, header, sequenceNumber);
        Bytes.put16(memory, 2, encoding.rtxSequence++);
        Bytes.put32(memory, 8, ssrc + 1);
        sendRtp(bytes, videoExtraNanos);
    }

    private Encoding encodingOf(long ssrc) {
        return encodings.stream()
                .filter(encoding -> encoding.source.ssrc() == ssrc)
                .findFirst()
                .orElseThrow();
    }

    private static int sequenceNumber(byte[] packet) {
        return Bytes.unsigned16(MemorySegment.ofArray(packet), 2);
    }
}
