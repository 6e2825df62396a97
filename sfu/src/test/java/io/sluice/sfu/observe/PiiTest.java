package io.sluice.sfu.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PiiTest {
    /// `printf %s anna-and-ben | sha256sum` begins with it.
    @Test
    void aNameIsMarkedAndNotShown() {
        assertEquals("b7c9b273", Pii.mark("anna-and-ben"));
    }
}
