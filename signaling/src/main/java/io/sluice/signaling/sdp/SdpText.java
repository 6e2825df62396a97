package io.sluice.signaling.sdp;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A session description cut into its sections, nothing of it understood yet.
record SdpText(Attributes session, List<MediaText> media) {
    /// 25 slots in Chromium without pruned codecs take 150 kB.
    static final int MAX_BYTES = 512 * 1024;

    /// 25 slots, the audio-only slots and the senders take 57; the rest is for replaced ones.
    static final int MAX_MEDIA = 80;

    /// No browser writes more than 40 formats in a line.
    private static final int MAX_FORMATS = 128;

    /// A section of Chromium with all its codecs has 300. Some are looked through for each section
    /// or for each other, so half a megabyte of them would cost seconds.
    static final int MAX_ATTRIBUTES = 1_024;

    /// One media section.
    ///
    /// @param media `audio`, `video`, `application`, …
    /// @param port 0 means rejected, unless the section is `bundle-only`
    record MediaText(
            String media,
            int port,
            String protocol,
            List<String> formats,
            Attributes attributes,
            Attributes session) {
        /// An attribute of this section, or else the session's (RFC 8866 §5.13).
        Optional<String> inherited(String name) {
            return attributes.first(name).or(() -> session.first(name));
        }
    }

    static SdpText parse(String text) {
        if (isLongerThan(MAX_BYTES, text)) {
            throw new RejectedException(ErrorCode.TOO_LARGE, "The offer is too large.");
        }
        if (!text.startsWith("v=0")) {
            throw bad("It does not start with v=0.");
        }
        Attributes session = new Attributes();
        Attributes current = session;
        List<MediaText> media = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int newline = text.indexOf('\n', at);
            int end = newline < 0 ? text.length() : newline;
            int next = newline < 0 ? text.length() : newline + 1;
            if (end > at && text.charAt(end - 1) == '\r') {
                end--;
            }
            if (end > at) {
                if (end - at < 2 || text.charAt(at + 1) != '=') {
                    throw bad("A line is not of the form x=value.");
                }
                char type = text.charAt(at);
                if (type == 'm') {
                    if (media.size() == MAX_MEDIA) {
                        throw new RejectedException(
                                ErrorCode.TOO_MANY_STREAMS, "The offer has too many m-lines.");
                    }
                    current = new Attributes();
                    media.add(mediaLine(text.substring(at + 2, end), current, session));
                } else if (type == 'a') {
                    if (current.size() == MAX_ATTRIBUTES) {
                        throw bad("A section has too many lines.");
                    }
                    current.add(text.substring(at + 2, end));
                }
            }
            at = next;
        }
        return new SdpText(session, List.copyOf(media));
    }

    /// In bytes on the wire; a character has at most three.
    private static boolean isLongerThan(int bytes, String text) {
        return text.length() > bytes
                || (text.length() > bytes / 3
                        && text.getBytes(StandardCharsets.UTF_8).length > bytes);
    }

    private static MediaText mediaLine(String line, Attributes attributes, Attributes session) {
        List<String> words = Words.of(line);
        if (words.size() < 4 || words.size() > 3 + MAX_FORMATS) {
            throw bad("An m-line has too few or too many words.");
        }
        String port = words.get(1);
        int slash = port.indexOf('/');
        int number = Words.number(slash < 0 ? port : port.substring(0, slash), 65_535);
        if (number < 0) {
            throw bad("An m-line has no port.");
        }
        if (!Words.isToken(words.getFirst())) {
            throw bad("An m-line names no medium.");
        }
        return new MediaText(
                words.getFirst(),
                number,
                words.get(2),
                List.copyOf(words.subList(3, words.size())),
                attributes,
                session);
    }

    static RejectedException bad(String message) {
        return new RejectedException(ErrorCode.BAD_SDP, message);
    }
}
