package io.sluice.bench.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.bench.load.Endpoint;
import io.sluice.bench.load.Generator;
import io.sluice.bench.sluice.Signaling;
import io.sluice.rtp.RtpPacket;
import io.sluice.rtp.rtcp.FullIntraRequest;
import io.sluice.rtp.rtcp.Nack;
import io.sluice.rtp.rtcp.PictureLossIndication;
import io.sluice.rtp.rtcp.RtcpReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Sends prepared media in real time, over and over, and does what the server asks of a browser:
/// keyframes, repetitions, and only the encodings that somebody needs.
final class ReplayedPublisher implements Endpoint.Media {
    static final int FRAMES_PER_SECOND = 25;
    static final int SOUNDS_PER_SECOND = 50;

    private static final long SECOND = 1_000_000_000L;

    /// A keyframe is spread out as libwebrtc's pacer does: 2.5 Mbit/s for one packet here.
    private static final long PACE_NANOS = 4_000_000;

    private static final int PACKETS_AT_ONCE = 4;

    /// SSRCs of the pictures follow the sound's; an endpoint has 16.
    private static final int FIRST_VIDEO_SSRC = 1;

    private final String name;
    private final Generator generator;
    private final Endpoint endpoint;
    private final Microphone microphone;
    private final List<VideoEncoding> encodings = new ArrayList<>();
    private final Nack nack = new Nack();
    private final PictureLossIndication pli = new PictureLossIndication();
    private final FullIntraRequest fir = new FullIntraRequest();
    private long startNanos;
    private long sounds;
    private long frames;

    /// @param level of the sound, in decibels below the loudest
    ReplayedPublisher(String name, Generator generator, Endpoint endpoint, Media media, int level) {
        this.name = name;
        this.generator = generator;
        this.endpoint = endpoint;
        PacketWriter writer =
                new PacketWriter(generator.scratch(), generator::wallNanos, new ToEndpoint());
        microphone = new Microphone(media.sound(), writer, endpoint.audioSsrc(), level);
        long ssrc = endpoint.audioSsrc() + FIRST_VIDEO_SSRC;
        for (int i = 0; i < ReplayOffer.RIDS.size(); i++, ssrc += 2) {
            encodings.add(
                    new VideoEncoding(
                            generator.arena(),
                            ReplayOffer.RIDS.get(i),
                            media.pictures().get(i),
                            writer,
                            ssrc,
                            ssrc + 1));
        }
        endpoint.media(this);
    }

    /// What it says to enter the room.
    ObjectNode join() {
        ObjectNode join = Signaling.object();
        join.put("type", "join").put("name", name);
        join.put("offer", ReplayOffer.offer(endpoint, name));
        ArrayNode tracks = join.putArray("tracks");
        track(tracks, ReplayOffer.MICROPHONE_MID, "microphone");
        track(tracks, ReplayOffer.CAMERA_MID, "camera");
        return join;
    }

    private static void track(ArrayNode tracks, String mid, String source) {
        tracks.addObject().put("mid", mid).put("source", source).put("muted", false);
    }

    /// Starts to send; on the generator's thread, as all that follows.
    void start(long nowNanos) {
        startNanos = nowNanos;
        generator.schedule(nowNanos, this::onSoundDue);
        generator.schedule(nowNanos, this::onFrameDue);
        generator.schedule(nowNanos, this::send);
        generator.schedule(nowNanos + SECOND / 10, this::report);
    }

    /// A message of the server that is no reply.
    void onEvent(JsonNode event) {
        if (!event.path("type").asText().equals("encodings")
                || !event.path("source").asText().equals("camera")) {
            return;
        }
        for (JsonNode wanted : event.path("encodings")) {
            for (VideoEncoding encoding : encodings) {
                if (encoding.rid().equals(wanted.path("rid").asText())) {
                    encoding.active(wanted.path("active").asBoolean(true));
                }
            }
        }
    }

    private long onSoundDue(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        microphone.onPacketDue(sounds * Microphone.CLOCK_RATE / SOUNDS_PER_SECOND);
        return startNanos + ++sounds * SECOND / SOUNDS_PER_SECOND;
    }

    private long onFrameDue(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        for (VideoEncoding encoding : encodings) {
            encoding.onFrameDue(frames * VideoEncoding.CLOCK_RATE / FRAMES_PER_SECOND);
        }
        return startNanos + ++frames * SECOND / FRAMES_PER_SECOND;
    }

    private long send(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        encodings.forEach(encoding -> encoding.sendSome(PACKETS_AT_ONCE));
        return nowNanos + PACE_NANOS;
    }

    private long report(long nowNanos) {
        if (endpoint.closed()) {
            return Generator.NEVER;
        }
        long elapsed = nowNanos - startNanos;
        microphone.report(ticks(elapsed, Microphone.CLOCK_RATE));
        encodings.forEach(encoding -> encoding.report(ticks(elapsed, VideoEncoding.CLOCK_RATE)));
        return nowNanos + SECOND;
    }

    private static long ticks(long nanos, int rate) {
        return nanos / 1_000 * rate / 1_000_000;
    }

    @Override
    public void onRtp(RtpPacket packet, long arrivalNanos) {
        // it asked for nothing
    }

    @Override
    public void onRtcp(RtcpReader reader) {
        while (reader.next()) {
            if (pli.wrap(reader)) {
                askForKeyframe(pli.mediaSsrc());
            } else if (fir.wrap(reader)) {
                while (fir.next()) {
                    askForKeyframe(fir.mediaSsrc());
                }
            } else if (nack.wrap(reader)) {
                while (nack.next()) {
                    repair(nack.mediaSsrc(), nack.sequenceNumber());
                }
            }
        }
    }

    private void askForKeyframe(long ssrc) {
        for (VideoEncoding encoding : encodings) {
            if (encoding.ssrc() == ssrc) {
                encoding.askForKeyframe();
            }
        }
    }

    private void repair(long ssrc, int sequenceNumber) {
        for (VideoEncoding encoding : encodings) {
            if (encoding.ssrc() == ssrc) {
                encoding.repair(sequenceNumber);
            }
        }
    }

    private final class ToEndpoint implements PacketWriter.Output {
        @Override
        public boolean rtp(int header, MemorySegment payload, long offset, int length, long index) {
            return endpoint.sendRtp(header, payload, offset, length, index);
        }

        @Override
        public void rtcp(int length) {
            endpoint.sendRtcp(length);
        }
    }

    /// What it has sent so far.
    void describe(ObjectNode into) {
        ObjectNode own = into.putObject(name);
        encodings.forEach(encoding -> encoding.describe(own.putObject(encoding.rid())));
    }
}
