package io.sluice.signaling.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.signaling.message.ErrorCode;
import io.sluice.signaling.message.RejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoomNameTest {
    @ParameterizedTest
    @CsvSource({
        "Math-3, math-3",
        "数学_3, 数学_3",
        "Straße, strasse",
        "STRASSE, strasse",
        "e\u0301cole, école",
        "\u0130stanbul, i\u0307stanbul",
    })
    void differentSpellingsAreOneRoom(String raw, String name) {
        assertEquals(name, RoomName.of(raw).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a/b",
                "..",
                "-a",
                "a.b",
                "a\u202Eb",
                "a\u0000",
                "a?",
                "api",
                "RTC",
                "\uD800",
                "<b>"
            })
    void whatCannotBeARoomIsRefused(String raw) {
        RejectedException refusal = assertThrows(RejectedException.class, () -> RoomName.of(raw));
        assertEquals(ErrorCode.BAD_ROOM, refusal.code());
    }

    @Test
    void theLengthHasABound() {
        assertEquals(64, RoomName.of("a".repeat(64)).value().length());
        assertThrows(RejectedException.class, () -> RoomName.of("a".repeat(65)));
        assertThrows(RejectedException.class, () -> RoomName.of("a".repeat(100_000)));
    }
}
