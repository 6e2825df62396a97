package io.sluice.signaling.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                " Anna ,Anna",
                "Anna\u2003  Maria,Anna Maria",
                "A\u202Enna,Anna",
                "\u2066Ben\u2069,Ben",
                "a\u0000b\u001Bc,abc",
                "e\u0301,é",
                "王老师,王老师",
                "x\uD800y,xy",
                "👩‍🏫,👩‍🏫",
            })
    void namesAreCleaned(String raw, String name) {
        assertEquals(name, Text.name(raw));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u200B", "\u202E", "\u0301", "\n"})
    void aNameIsSomethingOneCanSee(String raw) {
        assertEquals(
                ErrorCode.BAD_NAME,
                assertThrows(RejectedException.class, () -> Text.name(raw)).code());
    }

    @Test
    void theLengthOfANameCountsCodePoints() {
        assertEquals(60, Text.name("𠮷".repeat(60)).codePoints().count());
        assertThrows(RejectedException.class, () -> Text.name("𠮷".repeat(61)));
    }

    @Test
    void chatKeepsItsLines() {
        assertEquals("a\nb", Text.chat("a\r\nb\u202E"));
    }

    @Test
    void chatHasABound() {
        assertEquals(2_000, Text.chat("x".repeat(2_000)).length());
        assertEquals(
                ErrorCode.TOO_LARGE,
                assertThrows(RejectedException.class, () -> Text.chat("x".repeat(2_001))).code());
    }
}
