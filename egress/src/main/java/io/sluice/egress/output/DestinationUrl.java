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

    /// Checks a URL and the key that was entered apart from it, "" for none. Of SRT the key is the
    /// stream id.
    static Optional<DestinationUrl> parse(String url, String key) {
        if (!isSrt(url)) {
            return RtmpTarget.parse(url, key).map(Rtmp::new);
        }
        return switch (SrtUrl.read(url, key)) {
            case SrtUrl.Good(SrtTarget target) -> Optional.of(new Srt(target));
            case SrtUrl.Bad _ -> Optional.empty();
        };
    }

    /// Whether it is one of [SrtUrl], good or bad.
    static boolean isSrt(String url) {
        return url.strip().toLowerCase(Locale.ROOT).startsWith("srt:");
    }

    /// The host to be looked up.
    default String host() {
        return switch (this) {
            case Rtmp(RtmpTarget target) -> target.host();
            case Srt(SrtTarget target) -> target.host();
        };
    }

    /// The URL without the key; what stands behind a question mark in it can be a secret too.
    default String url() {
        return switch (this) {
            case Rtmp(RtmpTarget target) -> target.connectUrl();
            case Srt(SrtTarget target) -> target.url();
        };
    }

    /// The key of the stream, or the stream id of SRT, "" for none.
    default String key() {
        return switch (this) {
            case Rtmp(RtmpTarget target) -> target.key();
            case Srt(SrtTarget target) -> target.streamId();
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
