package io.sluice.rtmp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads AMF0 values one after another. What it builds is bounded by the bytes that are there, by
/// [#MAX_DEPTH] and by [#MAX_VALUES]; what is broken ends the reading and sets [#malformed].
public final class Amf0Reader {
    /// Values within values; real commands have three.
    static final int MAX_DEPTH = 16;

    /// Values of one message; real ones have some dozens.
    static final int MAX_VALUES = 1_024;

    static final int NUMBER = 0;
    static final int BOOLEAN = 1;
    static final int STRING = 2;
    static final int OBJECT = 3;
    static final int NULL = 5;
    static final int UNDEFINED = 6;
    static final int ECMA_ARRAY = 8;
    static final int OBJECT_END = 9;
    static final int STRICT_ARRAY = 10;
    static final int DATE = 11;
    static final int LONG_STRING = 12;
    static final int UNSUPPORTED = 13;
    static final int TYPED_OBJECT = 16;

    private final ByteReader in;
    private int values;
    private boolean malformed;

    /// Reads a part of an array, which must exist.
    public Amf0Reader(byte[] bytes, int offset, int length) {
        in = new ByteReader(bytes, offset, length);
    }

    /// Whether the bytes were no sound AMF0.
    public boolean malformed() {
        return malformed;
    }

    /// The next value, or null at the end and when the bytes are broken.
    public @Nullable AmfValue next() {
        if (malformed || in.remaining() == 0) {
            return null;
        }
        AmfValue value = value(0);
        malformed |= in.overrun();
        return malformed ? null : value;
    }

    private AmfValue value(int depth) {
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            return broken();
        }
        int marker = in.u8();
        return switch (marker) {
            case NUMBER -> new AmfValue.Amount(in.f64());
            case BOOLEAN -> new AmfValue.Flag(in.u8() != 0);
            case STRING -> new AmfValue.Text(in.utf8(in.u16()));
            case LONG_STRING -> new AmfValue.Text(in.utf8(in.u32()));
            case OBJECT -> new AmfValue.Fields(fields(depth));
            case TYPED_OBJECT -> typedObject(depth);
            case ECMA_ARRAY -> associative(depth);
            case STRICT_ARRAY -> row(depth);
            case DATE -> date();
            case NULL, UNDEFINED, UNSUPPORTED -> AmfValue.NOTHING;
            default -> broken();
        };
    }

    private AmfValue typedObject(int depth) {
        in.skip(in.u16()); // the name of a class we do not have
        return new AmfValue.Fields(fields(depth));
    }

    private AmfValue associative(int depth) {
        in.skip(4); // a count that many writers leave at zero
        return new AmfValue.Associative(fields(depth));
    }

    private AmfValue date() {
        double millis = in.f64();
        in.skip(2); // a time zone that must not be used
        return new AmfValue.Date(millis);
    }

    private Map<String, AmfValue> fields(int depth) {
        Map<String, AmfValue> fields = new LinkedHashMap<>();
        while (!malformed && !in.overrun()) {
            int length = in.u16();
            if (length == 0) {
                malformed |= in.u8() != OBJECT_END;
                return fields;
            }
            String name = in.utf8(length);
            fields.put(name, value(depth + 1));
        }
        return fields;
    }

    private AmfValue row(int depth) {
        long count = in.u32();
        if (count > in.remaining()) {
            return broken(); // each value is at least one byte
        }
        List<AmfValue> row = new ArrayList<>();
        for (long i = 0; i < count && !malformed && !in.overrun(); i++) {
            row.add(value(depth + 1));
        }
        return new AmfValue.Row(row);
    }

    private AmfValue broken() {
        malformed = true;
        return AmfValue.NOTHING;
    }
}
