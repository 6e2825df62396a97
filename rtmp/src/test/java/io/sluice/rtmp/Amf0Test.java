package io.sluice.rtmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Amf0Test {
    private static byte[] written(AmfValue value) {
        ByteWriter out = new ByteWriter();
        Amf0Writer.write(value, out);
        return out.toByteArray();
    }

    private static Amf0Reader reader(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new Amf0Reader(bytes, 0, bytes.length);
    }

    private static AmfValue everything() {
        Map<String, AmfValue> inner = new LinkedHashMap<>();
        inner.put("a", new AmfValue.Amount(-0.5));
        inner.put("b", new AmfValue.Text("字"));
        Map<String, AmfValue> fields = new LinkedHashMap<>();
        fields.put("fields", new AmfValue.Fields(inner));
        fields.put("map", new AmfValue.Associative(inner));
        fields.put("row", new AmfValue.Row(List.of(new AmfValue.Flag(true), AmfValue.NOTHING)));
        fields.put("long", new AmfValue.Text("x".repeat(70_000)));
        fields.put("date", new AmfValue.Date(1e12));
        return new AmfValue.Fields(fields);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        byte[] bytes = written(everything());
        Amf0Reader reader = new Amf0Reader(bytes, 0, bytes.length);
        assertEquals(everything(), reader.next());
        assertNull(reader.next());
        assertFalse(reader.malformed());
    }

    @Test
    void aStringIsItsMarkerItsLengthAndItsBytes() {
        assertEquals("02000161", HexFormat.of().formatHex(written(new AmfValue.Text("a"))));
        assertEquals(
                "003ff0000000000000", HexFormat.of().formatHex(written(new AmfValue.Amount(1))));
    }

    @Test
    void atEachCutTheReaderStopsWithoutAValue() {
        byte[] bytes = written(new AmfValue.Fields(Map.of("k", new AmfValue.Text("value"))));
        for (int length = 1; length < bytes.length; length++) {
            Amf0Reader reader = new Amf0Reader(bytes, 0, length);
            assertNull(reader.next());
            assertTrue(reader.malformed(), "cut at " + length);
        }
    }

    /// A row of 2³² values, a string of 4 GB, an object that ends with a wrong marker, AMF3, a
    /// reference.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0a ffffffff 05",
                "0c ffffffff 61",
                "03 0000 08",
                "11 00",
                "07 0000",
                "02 ffff 61"
            })
    void lyingLengthsAndUnknownMarkersAreMalformed(String hex) {
        Amf0Reader reader = reader(hex);
        assertNull(reader.next());
        assertTrue(reader.malformed());
        assertNull(reader.next());
    }

    @Test
    void valuesWithinValuesEndSomewhere() {
        assertInstanceOf(AmfValue.Row.class, reader("0a00000001".repeat(16) + "05").next());
        assertNull(reader("0a00000001".repeat(17) + "05").next());
    }

    @Test
    void aMessageOfTooManyValuesIsMalformed() {
        Amf0Reader reader = reader("05".repeat(Amf0Reader.MAX_VALUES + 1));
        for (int i = 0; i < Amf0Reader.MAX_VALUES; i++) {
            assertEquals(AmfValue.NOTHING, reader.next());
        }
        assertNull(reader.next());
        assertTrue(reader.malformed());
    }

    @Test
    void aDateATypedObjectAndUndefinedAreUnderstood() {
        assertEquals(new AmfValue.Date(0), reader("0b 0000000000000000 0000").next());
        assertEquals(new AmfValue.Fields(Map.of()), reader("10 0001 61 0000 09").next());
        assertEquals(AmfValue.NOTHING, reader("06").next());
    }
}
