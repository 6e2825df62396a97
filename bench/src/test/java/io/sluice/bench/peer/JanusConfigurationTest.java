package io.sluice.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class JanusConfigurationTest {
    private static final JanusSetting PLAIN = new JanusSetting(0, false);

    private static Map<String, String> files(JanusSetting setting) {
        return JanusConfiguration.files(setting, 8_188, "10.99.0.1");
    }

    private static String file(JanusSetting setting, String name) {
        return Objects.requireNonNull(files(setting).get(name));
    }

    @Test
    void writesOneFileForTheCoreAndEachPartInUse() {
        Map<String, String> files = files(PLAIN);
        assertEquals(
                Set.of(
                        "janus.jcfg",
                        "janus.plugin.videoroom.jcfg",
                        "janus.transport.websockets.jcfg"),
                files.keySet());
        assertTrue(file(PLAIN, "janus.transport.websockets.jcfg").contains("ws_port = 8188"));
        assertTrue(file(PLAIN, "janus.jcfg").contains("ice_enforce_list = \"10.99.0.1\""));
        assertTrue(file(PLAIN, "janus.jcfg").contains("\"libjanus_audiobridge.so,libjanus_"));
        assertFalse(file(PLAIN, "janus.jcfg").contains("libjanus_videoroom.so"));
        assertFalse(file(PLAIN, "janus.jcfg").contains("libjanus_websockets.so"));
    }

    @Test
    void namesEventLoopsOnlyWhereThereAreSome() {
        assertFalse(file(PLAIN, "janus.jcfg").contains("event_loops"));
        assertTrue(file(new JanusSetting(1, true), "janus.jcfg").contains("event_loops = 1"));
    }

    /// The format has no other way to say that a group ends.
    @Test
    void closesEachGroup() {
        for (String text : files(new JanusSetting(1, false)).values()) {
            assertEquals(
                    text.chars().filter(c -> c == '{').count(),
                    text.chars().filter(c -> c == '}').count());
            assertEquals(0, text.chars().filter(c -> c == '"').count() % 2);
        }
    }

    @Test
    void triesTcmallocOnlyWhereItIsInstalled() {
        assertEquals(
                List.of(new JanusSetting(0, false), new JanusSetting(1, false)),
                JanusSetting.all(false));
        assertEquals(4, new HashSet<>(JanusSetting.all(true)).size());
    }

    @Test
    void findsASettingByItsName() {
        for (JanusSetting setting : JanusSetting.all(true)) {
            assertEquals(setting, JanusSetting.of(setting.name()));
        }
        assertThrows(IllegalArgumentException.class, () -> JanusSetting.of("fast"));
    }
}
