package io.sluice.egress.output;

import io.sluice.rtmp.RtmpTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What somebody typed as a destination, checked when it is entered: rtmp, rtmps or srt, nothing
/// else. Addresses are checked by [AddressRules] when a connection is made.
public sealed interface DestinationUrl {
    /// The least characters of a secret.
    int MIN_SECRET = 4;

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

    /// Everything in what somebody typed that may not be repeated, the longest first: replaced in
    /// this order, none of them leaves a piece of another. What is shorter than four characters
    /// stands in ordinary words and is no secret.
    static List<String> secrets(String url, String key) {
        List<String> found = new ArrayList<>();
        found.add(key);
        int query = url.indexOf('?');
        if (query >= 0) {
            found.add(url.substring(query + 1));
        }
        parse(url, key)
                .ifPresent(read -> {
                    found.add(read.key());
                    if (read instanceof Srt(SrtTarget target)) {
                        found.add(target.passphrase());
                    }
                });
        return found.stream()
                .filter(secret -> secret.length() >= MIN_SECRET)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
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
