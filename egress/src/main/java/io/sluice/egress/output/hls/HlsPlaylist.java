package io.sluice.egress.output.hls;

import io.sluice.egress.output.StreamSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Playlists as text (RFC 8216bis §4.4). All addresses are relative to the path they are served
/// under, and end in a query that is handed in: players take none over from the playlist's own.
final class HlsPlaylist {
    /// The media playlist's name beside the multivariant one.
    static final String MEDIA = "live.m3u8";

    /// The multivariant playlist's name.
    static final String MAIN = "index.m3u8";

    private static final double NANOS = 1e9;

    /// Parts are listed for the newest segments only (RFC 8216bis §4.4.4.9).
    private static final int SEGMENTS_WITH_PARTS = 3;

    private HlsPlaylist() {}

    static String main(StreamSettings settings, String query) {
        StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:9\n");
        out.append("#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-STREAM-INF:BANDWIDTH=");
        out.append(Math.max(1, settings.totalBps() * 5 / 4));
        out.append(",CODECS=\"").append(settings.codecNames()).append('"');
        if (settings.hasVideo()) {
            out.append(",RESOLUTION=").append(settings.width()).append('x');
            out.append(settings.height());
            out.append(",FRAME-RATE=").append(decimal(settings.framesPerSecond(), 3));
        }
        return out.append('\n').append(MEDIA).append(query).append('\n').toString();
    }

    static String media(HlsStream stream, String query) {
        List<HlsSegment> listed = listed(stream);
        StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:9\n");
        long target = Math.round(Math.ceil(stream.settings().maxSegmentNanos() / NANOS));
        double part = Math.ceil(stream.longestPartNanos() / 1e6) / 1e3;
        out.append("#EXT-X-TARGETDURATION:").append(target).append('\n');
        out.append("#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=");
        out.append(decimal(3 * part, 3)).append('\n');
        out.append("#EXT-X-PART-INF:PART-TARGET=").append(decimal(part, 3)).append('\n');
        long first = listed.isEmpty() ? 0 : listed.getFirst().number;
        out.append("#EXT-X-MEDIA-SEQUENCE:").append(first).append('\n');
        out.append("#EXT-X-DISCONTINUITY-SEQUENCE:");
        out.append(discontinuitiesBefore(stream, first)).append('\n');
        int map = -1;
        for (int i = 0; i < listed.size(); i++) {
            HlsSegment segment = listed.get(i);
            if (segment.discontinuous && i > 0) {
                out.append("#EXT-X-DISCONTINUITY\n");
            }
            if (segment.initialization != map) {
                map = segment.initialization;
                out.append("#EXT-X-MAP:URI=\"init")
                        .append(map)
                        .append(".mp4")
                        .append(query)
                        .append("\"\n");
            }
            segment(segment, i >= listed.size() - SEGMENTS_WITH_PARTS - 1, query, out);
        }
        if (stream.ended()) {
            return out.append("#EXT-X-ENDLIST\n").toString();
        }
        return hint(listed, query, out).toString();
    }

    private static List<HlsSegment> listed(HlsStream stream) {
        List<HlsSegment> all = new ArrayList<>();
        stream.segments().forEach(all::add);
        int complete = all.size() - (all.isEmpty() || all.getLast().complete ? 0 : 1);
        int hidden = Math.max(0, complete - stream.settings().listedSegments());
        return all.subList(hidden, all.size());
    }

    private static long discontinuitiesBefore(HlsStream stream, long first) {
        long count = stream.discontinuities();
        for (HlsSegment segment : stream.segments()) {
            // That of the first listed one is not written any more, so it counts as passed.
            count += segment.number <= first && segment.discontinuous ? 1 : 0;
        }
        return count;
    }

    private static void segment(
            HlsSegment segment, boolean withParts, String query, StringBuilder out) {
        if (withParts) {
            for (int i = 0; i < segment.parts.size(); i++) {
                HlsPart part = segment.parts.get(i);
                out.append("#EXT-X-PART:DURATION=").append(seconds(part.durationNanos()));
                out.append(",URI=\"").append(partName(segment.number, i)).append(query).append('"');
                out.append(part.independent() ? ",INDEPENDENT=YES\n" : "\n");
            }
        }
        if (segment.complete) {
            out.append("#EXTINF:").append(seconds(segment.durationNanos())).append(",\n");
            out.append('s').append(segment.number).append(".m4s").append(query).append('\n');
        }
    }

    private static StringBuilder hint(List<HlsSegment> listed, String query, StringBuilder out) {
        if (listed.isEmpty()) {
            return out;
        }
        HlsSegment last = listed.getLast();
        String next =
                last.complete
                        ? partName(last.number + 1, 0)
                        : partName(last.number, last.parts.size());
        out.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"").append(next).append(query);
        return out.append("\"\n");
    }

    static String partName(long segment, int part) {
        return "s" + segment + "." + part + ".m4s";
    }

    private static String seconds(long nanos) {
        return decimal(nanos / NANOS, 5);
    }

    private static String decimal(double value, int places) {
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }
}
