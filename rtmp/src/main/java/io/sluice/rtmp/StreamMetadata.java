package io.sluice.rtmp;

import java.util.LinkedHashMap;
import java.util.Map;

/// What `onMetaData` tells of a live stream of H.264, HEVC or AV1 with AAC.
public record StreamMetadata(
        MediaCodec video,
        int width,
        int height,
        double framesPerSecond,
        long videoBps,
        int sampleRate,
        int channels,
        long audioBps) {
    /// The associative array that is sent.
    public AmfValue toAmf() {
        Map<String, AmfValue> fields = new LinkedHashMap<>();
        fields.put("duration", RtmpCommand.amount(0));
        if (width > 0) {
            fields.put("width", RtmpCommand.amount(width));
            fields.put("height", RtmpCommand.amount(height));
            fields.put("framerate", RtmpCommand.amount(framesPerSecond));
            fields.put("videodatarate", RtmpCommand.amount(videoBps / 1000.0));
            int id = video.number() >= 0 ? video.number() : video.fourCcBits();
            fields.put("videocodecid", RtmpCommand.amount(id));
        }
        if (sampleRate > 0) {
            fields.put("audiosamplerate", RtmpCommand.amount(sampleRate));
            fields.put("audiosamplesize", RtmpCommand.amount(16));
            fields.put("stereo", new AmfValue.Flag(channels == 2));
            fields.put("audiodatarate", RtmpCommand.amount(audioBps / 1000.0));
            fields.put("audiocodecid", RtmpCommand.amount(MediaCodec.AAC.number()));
        }
        fields.put("encoder", RtmpCommand.text("Sluice"));
        return new AmfValue.Associative(fields);
    }
}
