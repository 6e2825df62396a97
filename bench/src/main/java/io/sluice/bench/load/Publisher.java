package io.sluice.bench.load;

import io.sluice.bench.server.SendFormat;
import io.sluice.rtp.Bytes;
import io.sluice.rtp.RtpHeaderWriter;
import io.sluice.rtp.rtcp.RtcpReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What one endpoint publishes: a microphone, a camera, or both. A frame leaves as one burst.
final class Publisher {
    private static final long AUDIO_NANOS = 1_000_000_000L / AudioSource.PACKETS_PER_SECOND;
    private static final long VIDEO_NANOS = 1_000_000_000L / VideoSource.FRAMES_PER_SECOND;
    private static final int ABS_SEND_TIME_BYTES = 3;
    private static final int PLI = 1;
    private static final int FIR = 4;

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
    private final @Nullable VideoSource video;
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private long audioIndex = 1_000;
    private long videoIndex = 2_000;
    private long audioTimestamp = 100_000;
    private long videoTimestamp = 200_000;
    private int transportSequence;
    private long audioDueNanos;
    private long videoDueNanos;
    private long audioSent;
    private long videoSent;
    private long refused;
    private long nacks;
    private boolean paused = true;

    /// @param number of the publisher, which its packets name
    /// @param times of its room, where it is known as `sender`
    Publisher(
            Generator generator,
            Endpoint endpoint,
            int number,
            SendTimes times,
            int sender,
            boolean sendsAudio,
            boolean sendsVideo) {
        this.generator = generator;
        this.endpoint = endpoint;
        this.times = times;
        this.sender = sender;
        format = endpoint.negotiated().send();
        audio = sendsAudio ? new AudioSource(generator.arena(), number) : null;
        video = sendsVideo ? new VideoSource(generator.arena(), number) : null;
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
        if (video != null) {
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

    long videoSent() {
        return videoSent;
    }

    /// Packets the kernel did not take from us.
    long refused() {
        return refused;
    }

    /// How often the server missed packets.
    long nacks() {
        return nacks;
    }

    @Nullable VideoSource video() {
        return video;
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
        if (!paused && video != null) {
            Content[] frame = video.next();
            long stamp = generator.wallNanos();
            for (int i = 0; i < frame.length; i++) {
                frame[i].stamp(stamp);
                writer.begin(
                        generator.scratch(),
                        0,
                        format.videoPayloadType(),
                        i == frame.length - 1,
                        (int) videoIndex & 0xffff,
                        videoTimestamp & 0xffff_ffffL,
                        endpoint.videoSsrc());
                extensions(format.videoMid(), nowNanos);
                if (send(frame[i], videoIndex++, nowNanos)) {
                    videoSent++;
                }
            }
        }
        return videoDueNanos += VIDEO_NANOS;
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
            if (video != null) {
                report(endpoint.videoSsrc(), videoTimestamp, videoSent);
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
        boolean asks =
                reader.packetType() == RtcpReader.PAYLOAD_FEEDBACK
                        && (reader.format() == PLI || reader.format() == FIR);
        if (asks && video != null) {
            video.askForKeyframe();
        }
        if (reader.packetType() == RtcpReader.TRANSPORT_FEEDBACK && reader.format() == 1) {
            nacks++;
        }
    }
}
