package io.sluice.rtmp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of AMF0 (Action Message Format, version 0).
public sealed interface AmfValue {
    /// Null, undefined and whatever else carries nothing.
    AmfValue NOTHING = new Nothing();

    /// A double (AMF0 §2.2).
    record Amount(double value) implements AmfValue {}

    /// True or false (AMF0 §2.3).
    record Flag(boolean value) implements AmfValue {}

    /// A short or long string (AMF0 §2.4, §2.14).
    record Text(String value) implements AmfValue {}

    /// An object (AMF0 §2.5); its fields keep their order.
    record Fields(Map<String, AmfValue> fields) implements AmfValue {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /// The text of a field, or nothing but "" when there is none.
        public String text(String name) {
            return fields.get(name) instanceof Text text ? text.value() : "";
        }
    }

    /// An associative array (AMF0 §2.10), as `onMetaData` carries it.
    record Associative(Map<String, AmfValue> fields) implements AmfValue {
        public Associative {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }

    /// A row of values (AMF0 §2.12).
    record Row(List<AmfValue> values) implements AmfValue {
        public Row {
            values = List.copyOf(values);
        }
    }

    /// A date in milliseconds since 1970 (AMF0 §2.13).
    record Date(double epochMillis) implements AmfValue {}

    /// Null or undefined (AMF0 §2.7, §2.8).
    record Nothing() implements AmfValue {}
}
