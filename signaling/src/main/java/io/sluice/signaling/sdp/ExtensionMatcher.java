package io.sluice.signaling.sdp;

import io.sluice.rtp.HeaderExtensionType;
import io.sluice.sfu.api.HeaderExtension;
import io.sluice.sfu.api.MediaKind;
import io.sluice.signaling.sdp.SdpText.MediaText;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the header extensions of a media section that we use, and how the answer spells them (RFC
/// 8285 §5).
final class ExtensionMatcher {
    /// One of them.
    ///
    /// @param direction the suffix in the answer, with its slash, or empty
    record NegotiatedExtension(HeaderExtension extension, String direction) {}

    /// Rotation, playout delay and the like are left out: without them a publisher turns its
    /// picture itself, and every receiver shows it the same way.
    private static final Set<HeaderExtensionType> AUDIO =
            EnumSet.of(
                    HeaderExtensionType.MID,
                    HeaderExtensionType.AUDIO_LEVEL,
                    HeaderExtensionType.ABS_SEND_TIME,
                    HeaderExtensionType.TRANSPORT_WIDE_CC);

    private static final Set<HeaderExtensionType> VIDEO =
            EnumSet.of(
                    HeaderExtensionType.MID,
                    HeaderExtensionType.RID,
                    HeaderExtensionType.REPAIRED_RID,
                    HeaderExtensionType.ABS_SEND_TIME,
                    HeaderExtensionType.TRANSPORT_WIDE_CC,
                    HeaderExtensionType.DEPENDENCY_DESCRIPTOR);

    /// Ids above this are only place holders for a later choice (RFC 8285 §4.3).
    private static final int MAX_ID = 255;

    /// The one-byte form reserves it.
    private static final int RESERVED_ID = 15;

    private ExtensionMatcher() {}

    /// Matches what was offered.
    ///
    /// @param peerSends whether the peer sends through this section, and so which directions help
    static List<NegotiatedExtension> match(MediaText media, MediaKind kind, boolean peerSends) {
        Set<HeaderExtensionType> wanted = EnumSet.copyOf(kind == MediaKind.AUDIO ? AUDIO : VIDEO);
        if (!peerSends) {
            wanted.remove(HeaderExtensionType.RID);
            wanted.remove(HeaderExtensionType.REPAIRED_RID);
        }
        Set<Integer> ids = new HashSet<>();
        List<NegotiatedExtension> found = new ArrayList<>();
        List<String> lines = new ArrayList<>(media.attributes().all("extmap"));
        if (lines.isEmpty()) {
            lines.addAll(media.session().all("extmap"));
        }
        for (String line : lines) {
            List<String> words = Words.of(line);
            if (words.size() < 2) {
                continue;
            }
            String number = words.getFirst();
            int slash = number.indexOf('/');
            String offered = slash < 0 ? "" : number.substring(slash);
            int id = Words.number(slash < 0 ? number : number.substring(0, slash), MAX_ID);
            Optional<HeaderExtensionType> type = HeaderExtensionType.ofUri(words.get(1));
            if (id < 1
                    || id == RESERVED_ID
                    || type.isEmpty()
                    || !wanted.contains(type.get())
                    || !isUseful(offered, peerSends)
                    || !ids.add(id)) {
                continue;
            }
            wanted.remove(type.get());
            found.add(
                    new NegotiatedExtension(
                            new HeaderExtension(type.get(), id), answered(offered)));
        }
        return found;
    }

    private static boolean isUseful(String offered, boolean peerSends) {
        return switch (offered) {
            case "", "/sendrecv" -> true;
            case "/sendonly" -> peerSends;
            case "/recvonly" -> !peerSends;
            default -> false;
        };
    }

    private static String answered(String offered) {
        return switch (offered) {
            case "/sendonly" -> "/recvonly";
            case "/recvonly" -> "/sendonly";
            default -> "";
        };
    }
}
