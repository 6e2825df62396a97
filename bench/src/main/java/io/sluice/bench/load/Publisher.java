package io.sluice.bench.load;

import io.sluice.bench.server.JoinRequest;
import io.sluice.bench.server.Picture;
import io.sluice.bench.server.SendFormat;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.rtcp.FullIntraRequest;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.RtcpReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one endpoint publishes: a microphone, a camera, or both. A frame leaves as one burst, in
/// simulcast each encoding's.
final class Publisher {
    private static final long AUDIO_NANOS = 1_000_000_000L / AudioSource.PACKETS_PER_SECOND;
    private static final long VIDEO_NANOS = 1_000_000_000L / VideoSource.FRAMES_PER_SECOND;
    private static final int ABS_SEND_TIME_BYTES = 3;

    /// The same loudness for everybody.
    private static final int AUDIO_LEVEL = 0x80 | 30;

    /// A sender report tells the server the time of what is sent (RFC 3550 §6.4.1).
    private static final long REPORT_NANOS = 1_000_000_000;

    /// From 1900 to 1970.
    private static final long NTP_EPOCH_SECONDS = 2_208_988_800L;

    private static final int REPORT_BYTES = 28;

    private final Generator generator;
    private final Endpoint endpoint;
    private final SendFormat format;
    private final SendTimes times;
    private final int sender;
    private final @Nullable AudioSource audio;
    private final List<CameraEncoding> encodings = new ArrayList<>();
    private final PictureLossIndication pli = new PictureLossIndication();
    private final FullIntraRequest fir = new FullIntraRequest();
    private final JoinRequest request;
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private long audioIndex = 1_000;
    private long audioTimestamp = 100_000;
    private long videoTimestamp = 200_000;
    private int transportSequence;
    private long audioDueNanos;
    private long videoDueNanos;
    private long audioSent;
    private long refused;
    private long nacks;
    private boolean paused = true;

    /// @param number of the publisher, which its packets name
    /// @param request says what it sends
    /// @param times of its room, where it is known as `sender`
    Publisher(
            Generator generator,
            Endpoint endpoint,
            int number,
            JoinRequest request,
            SendTimes times,
            int sender) {
        this.request = request;
        this.generator = generator;
        this.endpoint = endpoint;
        this.times = times;
        this.sender = sender;
        format = endpoint.negotiated().send();
        audio = request.sendsAudio() ? new AudioSource(generator.arena(), number) : null;
        long ssrc = endpoint.videoSsrc();
        for (Picture picture : request.pictures()) {
            encodings.add(new CameraEncoding(generator.arena(), number, picture, ssrc++));
        }
    }

    /// Starts its timers.
    ///
    /// @param phaseNanos how much later than now, so that not all publishers send at once
    void start(long nowNanos, long phaseNanos) {
        audioDueNanos = nowNanos + phaseNanos % AUDIO_NANOS;
        videoDueNanos = nowNanos + phaseNanos % VIDEO_NANOS;
        if (audio != null) {
            generator.schedule(audioDueNanos, this::onAudioDue);
        }
        if (!encodings.isEmpty()) {
            generator.schedule(videoDueNanos, this::onVideoDue);
        }
        generator.schedule(nowNanos + phaseNanos, this::report);
    }

    void pause(boolean pause) {
        paused = pause;
    }

    long audioSent() {
        return audioSent;
    }

    /// Packets of an encoding, 0 when it sends none such.
    long videoSent(Picture picture) {
        CameraEncoding encoding = encoding(picture);
        return encoding == null ? 0 : encoding.sent;
    }

    private @Nullable CameraEncoding encoding(Picture picture) {
        for (CameraEncoding encoding : encodings) {
            if (encoding.picture == picture) {
                return encoding;
            }
        }
        return null;
    }

    JoinRequest request() {
        return request;
    }

    /// Packets the kernel did not take from us.
    long refused() {
        return refused;
    }

    /// How often the server missed packets.
    long nacks() {
        return nacks;
    }

    @Nullable VideoSource video(Picture picture) {
        CameraEncoding encoding = encoding(picture);
        return encoding == null ? null : encoding.source;
    }

    @Nullable AudioSource audio() {
        return audio;
    }

    private long onAudioDue(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        audioTimestamp += AudioSource.CLOCK_RATE / AudioSource.PACKETS_PER_SECOND;
        if (!paused && audio != null) {
            Content content = audio.packet();
            content.stamp(generator.wallNanos());
            writer.begin(
                    generator.scratch(),
                    0,
                    format.audioPayloadType(),
                    false,
                    (int) audioIndex & 0xffff,
                    audioTimestamp & 0xffff_ffffL,
                    endpoint.audioSsrc());
            extensions(format.audioMid(), nowNanos);
            if (format.audioLevelId() != 0) {
                writer.extension(format.audioLevelId(), AUDIO_LEVEL, 1);
            }
            if (send(content, audioIndex++, nowNanos)) {
                audioSent++;
            }
        }
        return audioDueNanos += AUDIO_NANOS;
    }

    private long onVideoDue(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        videoTimestamp += VideoSource.CLOCK_RATE / VideoSource.FRAMES_PER_SECOND;
        if (!paused) {
            encodings.forEach(encoding -> sendFrame(encoding, nowNanos));
        }
        return videoDueNanos += VIDEO_NANOS;
    }

    private void sendFrame(CameraEncoding encoding, long nowNanos) {
        Content[] frame = encoding.source.next();
        long stamp = generator.wallNanos();
        for (int i = 0; i < frame.length; i++) {
            frame[i].stamp(stamp);
            writer.begin(
                    generator.scratch(),
                    0,
                    format.videoPayloadType(),
                    i == frame.length - 1,
                    (int) encoding.index & 0xffff,
                    videoTimestamp & 0xffff_ffffL,
                    encoding.ssrc);
            extensions(format.videoMid(), nowNanos);
            if (format.ridId() != 0) {
                writer.extension(format.ridId(), encoding.rid);
            }
            if (send(frame[i], encoding.index++, nowNanos)) {
                encoding.sent++;
            }
        }
    }

    private void extensions(String mid, long nowNanos) {
        if (format.midId() != 0 && !mid.isEmpty()) {
            writer.extension(format.midId(), mid.getBytes(StandardCharsets.US_ASCII));
        }
        if (format.absSendTimeId() != 0) {
            long units = Math.floorMod(nowNanos, 64_000_000_000L) * (1 << 18) / 1_000_000_000L;
            writer.extension(format.absSendTimeId(), units, ABS_SEND_TIME_BYTES);
        }
        if (format.transportCcId() != 0) {
            writer.extension(format.transportCcId(), transportSequence, Short.BYTES);
            transportSequence = (transportSequence + 1) & 0xffff;
        }
    }

    private boolean send(Content content, long index, long nowNanos) {
        int header = writer.finish();
        MemorySegment bytes = content.bytes();
        boolean sent = endpoint.sendRtp(header, bytes, 0, content.length(), index);
        if (sent) {
            times.add(sender, nowNanos);
        } else {
            refused++;
        }
        return sent;
    }

    private long report(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        if (!paused) {
            if (audio != null) {
                report(endpoint.audioSsrc(), audioTimestamp, audioSent);
            }
            for (CameraEncoding encoding : encodings) {
                report(encoding.ssrc, videoTimestamp, encoding.sent);
            }
        }
        return nowNanos + REPORT_NANOS;
    }

    private void report(long ssrc, long timestamp, long packets) {
        MemorySegment s = generator.scratch();
        long wall = generator.wallNanos();
        Bytes.put8(s, 0, 0x80);
        Bytes.put8(s, 1, RtcpReader.SENDER_REPORT);
        Bytes.put16(s, 2, REPORT_BYTES / 4 - 1);
        Bytes.put32(s, 4, ssrc);
        Bytes.put32(s, 8, wall / 1_000_000_000L + NTP_EPOCH_SECONDS);
        Bytes.put32(s, 12, (wall % 1_000_000_000L << 32) / 1_000_000_000L);
        Bytes.put32(s, 16, timestamp & 0xffff_ffffL);
        Bytes.put32(s, 20, packets);
        Bytes.put32(s, 24, packets * 100);
        endpoint.sendRtcp(REPORT_BYTES);
    }

    /// What the server says about what is published.
    void onRtcp(RtcpReader reader) {
        if (pli.wrap(reader)) {
            askForKeyframe(pli.mediaSsrc());
        } else if (fir.wrap(reader)) {
            while (fir.next()) {
                askForKeyframe(fir.mediaSsrc());
            }
        }
        if (reader.packetType() == RtcpReader.TRANSPORT_FEEDBACK && reader.format() == 1) {
            nacks++;
        }
    }

    private void askForKeyframe(long ssrc) {
        for (CameraEncoding encoding : encodings) {
            if (encoding.ssrc == ssrc) {
                encoding.source.askForKeyframe();
            }
        }
    }
}
