package io.sluice.server.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ServerLoadTest {
    private static final long SECOND = 1_000_000_000;

    private final ServerLoad load = new ServerLoad();
    private long cpu;
    private long now;

    private void use(int percent, int seconds) {
        for (int i = 0; i < seconds; i++) {
            load.sample(cpu, now);
            now += SECOND;
            cpu += SECOND * percent / 100;
        }
    }

    @Test
    void itIsNothingUntilTenSecondsAreKnown() {
        use(150, 10);
        assertEquals(0, load.percent());
        use(150, 1);
        assertEquals(150, load.percent(), 0.01);
    }

    @Test
    void aBurstDoesNotCount() {
        use(30, 30);
        use(190, 25);
        assertEquals(30, load.percent(), 0.01);
    }

    @Test
    void whatLastsAMinuteDoes() {
        use(30, 100);
        use(120, 62);
        assertEquals(120, load.percent(), 0.01);
        use(10, 12);
        assertEquals(10, load.percent(), 0.01);
    }
}
