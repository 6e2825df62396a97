package io.sluice.signaling.sdp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The parameters of one format: `name=value` joined by semicolons (`a=fmtp`).
record FormatParameters(Map<String, String> values) {
    static final FormatParameters NONE = new FormatParameters(Map.of());

    static FormatParameters parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : Words.split(text, ';')) {
            String pair = part.strip();
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            values.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
        }
        return new FormatParameters(values);
    }

    String value(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }
}
