package io.sluice.rtmp;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Writes AMF0 values.
public final class Amf0Writer {
    private static final int SHORT_STRING_BYTES = 0xffff;

    private Amf0Writer() {}

    /// Writes one value with its marker.
    public static void write(AmfValue value, ByteWriter out) {
        switch (value) {
            case AmfValue.Amount(double amount) -> out.u8(Amf0Reader.NUMBER).f64(amount);
            case AmfValue.Flag(boolean flag) -> out.u8(Amf0Reader.BOOLEAN).u8(flag ? 1 : 0);
            case AmfValue.Text(String text) -> text(text, out);
            case AmfValue.Fields(Map<String, AmfValue> fields) -> {
                out.u8(Amf0Reader.OBJECT);
                fields(fields, out);
            }
            case AmfValue.Associative(Map<String, AmfValue> fields) -> {
                out.u8(Amf0Reader.ECMA_ARRAY).u32(fields.size());
                fields(fields, out);
            }
            case AmfValue.Row row -> {
                out.u8(Amf0Reader.STRICT_ARRAY).u32(row.values().size());
                row.values().forEach(each -> write(each, out));
            }
            case AmfValue.Date(double millis) -> out.u8(Amf0Reader.DATE).f64(millis).u16(0);
            case AmfValue.Nothing() -> out.u8(Amf0Reader.NULL);
        }
    }

    private static void text(String text, ByteWriter out) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > SHORT_STRING_BYTES) {
            out.u8(Amf0Reader.LONG_STRING).u32(utf8.length).bytes(utf8);
        } else {
            out.u8(Amf0Reader.STRING).u16(utf8.length).bytes(utf8);
        }
    }

    private static void fields(Map<String, AmfValue> fields, ByteWriter out) {
        fields.forEach((name, value) -> {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            int length = Math.min(utf8.length, SHORT_STRING_BYTES);
            if (length > 0) { // an empty name would end the object
                out.u16(length).bytes(utf8, 0, length);
                write(value, out);
            }
        });
        out.u16(0).u8(Amf0Reader.OBJECT_END);
    }
}
