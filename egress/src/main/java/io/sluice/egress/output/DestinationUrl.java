package io.sluice.egress.output;

import io.sluice.rtmp.RtmpTarget;
import java.util.Locale;
import java.util.Optional;

/// What somebody typed as a destination, checked when it is entered: rtmp, rtmps or srt, nothing
/// else. Addresses are checked by [AddressRules] when a connection is made.
public sealed interface DestinationUrl {
    /// An RTMP or RTMPS server.
    record Rtmp(RtmpTarget target) implements DestinationUrl {}

    /// An SRT listener.
    record Srt(SrtTarget target) implements DestinationUrl {}

    /// Checks a URL and the key that was entered apart from it, "" for none.
    static Optional<DestinationUrl> parse(String url, String key) {
        return url.strip().toLowerCase(Locale.ROOT).startsWith("srt:")
                ? SrtTarget.parse(url).filter(_ -> key.isBlank()).map(Srt::new)
                : RtmpTarget.parse(url, key).map(Rtmp::new);
    }

    /// The host to be looked up.
    default String host() {
        return switch (this) {
            case Rtmp(RtmpTarget target) -> target.host();
            case Srt(SrtTarget target) -> target.host();
        };
    }

    /// As it may be shown: without keys and passphrases.
    default String shown() {
        return switch (this) {
            case Rtmp(RtmpTarget target) -> target.toString();
            case Srt(SrtTarget target) -> target.toString();
        };
    }
}
