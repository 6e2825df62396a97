package io.sluice.rtmp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A command of the connection or of a stream (RTMP §7.2): name, transaction, arguments.
record RtmpCommand(String name, double transaction, List<AmfValue> arguments) {
    /// Reads the payload of a command message; null when it is no sound command.
    static @Nullable RtmpCommand read(RtmpMessage message) {
        int skipped = message.type() == RtmpMessage.COMMAND_AMF3 ? 1 : 0;
        if (message.length() < skipped) {
            return null;
        }
        Amf0Reader in =
                new Amf0Reader(
                        message.payload(), message.offset() + skipped, message.length() - skipped);
        if (!(in.next() instanceof AmfValue.Text name)) {
            return null;
        }
        AmfValue second = in.next();
        if (second != null && !(second instanceof AmfValue.Amount)) {
            return null;
        }
        // Some servers end a command behind its name.
        double transaction = second instanceof AmfValue.Amount number ? number.value() : 0;
        List<AmfValue> arguments = new ArrayList<>();
        for (AmfValue value = in.next(); value != null; value = in.next()) {
            arguments.add(value);
        }
        return in.malformed()
                ? null
                : new RtmpCommand(name.value(), transaction, List.copyOf(arguments));
    }

    void write(ByteWriter out) {
        Amf0Writer.write(new AmfValue.Text(name), out);
        Amf0Writer.write(new AmfValue.Amount(transaction), out);
        arguments.forEach(each -> Amf0Writer.write(each, out));
    }

    /// The text at a place, or "" when there is none.
    String text(int index) {
        return index < arguments.size() && arguments.get(index) instanceof AmfValue.Text text
                ? text.value()
                : "";
    }

    /// The object at a place, or an empty one.
    AmfValue.Fields fields(int index) {
        return index < arguments.size() && arguments.get(index) instanceof AmfValue.Fields fields
                ? fields
                : new AmfValue.Fields(Map.of());
    }

    static RtmpCommand of(String name, double transaction, AmfValue... arguments) {
        return new RtmpCommand(name, transaction, List.of(arguments));
    }

    static AmfValue.Text text(String value) {
        return new AmfValue.Text(value);
    }

    static AmfValue.Amount amount(double value) {
        return new AmfValue.Amount(value);
    }

    /// The object that says how something went (RTMP §7.2.2).
    static AmfValue.Fields information(String level, String code, String description) {
        Map<String, AmfValue> fields = new LinkedHashMap<>();
        fields.put("level", text(level));
        fields.put("code", text(code));
        fields.put("description", text(description));
        return new AmfValue.Fields(fields);
    }
}
