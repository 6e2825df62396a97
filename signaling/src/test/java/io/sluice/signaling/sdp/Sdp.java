package io.sluice.signaling.sdp;

import java.util.List;

/// Changes captured offers for a test.
final class Sdp {
    private Sdp() {}

    /// Replaces a text within the section with this mid.
    static String change(String sdp, String mid, String from, String to) {
        StringBuilder changed = new StringBuilder();
        for (String section : sections(sdp)) {
            boolean wanted = section.contains("\r\na=mid:" + mid + "\r\n");
            changed.append(wanted ? section.replace(from, to) : section);
        }
        return changed.toString();
    }

    /// The head and the media sections.
    static List<String> sections(String sdp) {
        return List.of(sdp.split("(?=m=(?:audio|video|application) )", -1));
    }

    /// The section with this mid.
    static String section(String sdp, String mid) {
        return sections(sdp).stream()
                .filter(section -> section.contains("\r\na=mid:" + mid + "\r\n"))
                .findFirst()
                .orElseThrow();
    }
}
