package io.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static ServerConfig yaml(String text) {
        return new ConfigLoader().yaml(text, "test.yaml").load();
    }

    private static String refusal(String text) {
        return message(() -> yaml(text));
    }

    private static String message(Runnable action) {
        return assertThrows(ConfigException.class, action::run).getMessage();
    }

    @Test
    void startsWithoutAnySetting() {
        assertEquals(ServerConfig.defaults(), new ConfigLoader().load());
        assertEquals(ServerConfig.defaults(), yaml("# nothing but a comment\n"));
        assertEquals(ServerConfig.defaults(), yaml("http:\n"));
    }

    @Test
    void takesWhatTheFileSaysAndKeepsTheRest() {
        var config = yaml("http:\n  port: 9000\nmedia:\n  announcedAddresses: [203.0.113.9]\n");

        assertEquals(9000, config.http().port());
        assertEquals(List.of("203.0.113.9"), config.media().announcedAddresses());
        assertEquals(ServerConfig.defaults().media().udpPort(), config.media().udpPort());
    }

    @ParameterizedTest
    @CsvSource({
        "'http: {prot: 1}', http.prot, http.port",
        "'media: {udp-port: 1}', media.udp-port, media.udpPort",
        "'http: {udpPort: 1}', http.udpPort, media.udpPort",
        "'limit: {rooms: 1}', limit, limits",
    })
    void anUnknownKeyStopsTheStartAndNamesTheNearest(String text, String key, String nearest) {
        assertEquals(
                "test.yaml: unknown key %s; did you mean %s?".formatted(key, nearest),
                refusal(text));
    }

    @Test
    void anUnknownKeyUnlikeAnyOtherNamesNone() {
        assertEquals(
                "test.yaml: unknown key colourOfTheBikeShed", refusal("colourOfTheBikeShed: 1"));
    }

    @ParameterizedTest
    @CsvSource({
        "'http: {port: many}', http.port has a value of the wrong kind",
        "'http: {port: [1]}', http.port has a value of the wrong kind",
        "'http: 8080', http has a value of the wrong kind",
        "'http: {port: 70000}', 'http.port is 70000, but must be 0 to 65535'",
        "'media: {bind: [localhost]}', 'media.bind holds ''localhost'', which is not an address'",
        "'media: {addressBudgets: [school=100]}', 'media.addressBudgets holds"
                + " ''school=100'', which is not network=kilobits, as 192.0.2.0/24=10000: an address"
                + " or a network before the ='",
        "'media: {addressBudgets: [192.0.2.0/33=100]}', 'media.addressBudgets holds"
                + " ''192.0.2.0/33=100'', which is not network=kilobits, as 192.0.2.0/24=10000: an"
                + " address or a network before the ='",
        "'media: {addressBudgets: [192.0.2.1]}', 'media.addressBudgets holds"
                + " ''192.0.2.1'', which is not network=kilobits, as 192.0.2.0/24=10000: from 100 to"
                + " 100000000 kbit/s'",
        "'media: {adapt: false, addressBudgets: [192.0.2.1=1000]}', 'media.addressBudgets and"
                + " media.budgetPerAddress need media.adapt: true'",
        "'media: {adapt: false, budgetPerAddress: 1000}', 'media.addressBudgets and media.budgetPerAddress need"
                + " media.adapt: true'",
        "'auth: {keys: {main: short}}', auth.keys.main is shorter than 32 bytes",
        "'auth: {adminToken: short}', auth.adminToken is shorter than 16 characters",
        "'media: {ice: {mode: half}}', 'media.ice.mode is one of lite, full'",
        "'media: {ice: {mode: full, stunServers: [''a:b'']}}', 'media.ice.stunServers holds ''a:b'',"
                + " which is not host:port'",
        "'media: {ice: {stunServers: [a]}}', 'media.ice.stunServers are asked in full mode only; set"
                + " media.ice.mode to full, or announce the address in media.announcedAddresses'",
        "'turn: [{secret: x}]', turn: a server has no urls",
        "'turn: [{urls: [''turn:a'']}]', 'turn: turn:a needs either secret (or secretFile), or"
                + " username and credential'",
        "'turn: [{urls: [a], secret: b}]', 'turn.urls holds ''a'', which does not start with stun:,"
                + " stuns:, turn:, turns:'",
        "'turn: [{urls: [''turn:a''], secret: b, username: c, credential: d}]', 'turn: turn:a needs"
                + " either secret (or secretFile), or username and credential'",
        "'turn: [{urls: [''turn:a''], username: b}]', turn.username and turn.credential go together",
        "'turn: [{urls: [''turn:a''], secret: b, ttlSeconds: 1}]', 'turn.ttlSeconds is 1, but must be"
                + " 60 to 604800'",
        "'turn: [{urls: [''turn:a''], secretFile: nowhere}]', turn.secretFile: cannot read nowhere",
        "'turn: [{urls: [''turn:a''], secret: b, sercet: c}]', turn.sercet is unknown",
        "'tls: {key: key.pem}', tls.certificate and tls.key go together",
        "'log: {level: loud}', 'log.level is one of error, warn, info, debug'",
        "'[1, 2]', test.yaml does not hold settings (key: value)",
    })
    void aWrongValueIsNamed(String text, String message) {
        assertEquals(message, refusal(text));
    }

    @Test
    void brokenYamlNamesItsLine() {
        assertTrue(refusal("http:\n  port: [1").startsWith("test.yaml, line "));
    }

    @Test
    void aMissingFileIsNamed() {
        assertEquals(
                "cannot read the configuration file nowhere.yaml",
                message(() -> new ConfigLoader().file(Path.of("nowhere.yaml"))));
    }

    @Test
    void theEnvironmentOverridesTheFileAndTheCommandLineBoth() {
        var config =
                new ConfigLoader()
                        .yaml("http: {port: 1}\nmedia: {udpPort: 1, loops: 1}\n", "test.yaml")
                        .environment(Map.of("SLUICE_HTTP_PORT", "2", "SLUICE_MEDIA_UDP_PORT", "2"))
                        .set("http.port", 3)
                        .load();

        assertEquals(3, config.http().port());
        assertEquals(2, config.media().udpPort());
        assertEquals(1, config.media().loops());
    }

    @Test
    void variablesHoldListsMapsAndFlags() {
        var config =
                new ConfigLoader()
                        .environment(
                                Map.of(
                                        "SLUICE_MEDIA_BIND", "127.0.0.1, ::1",
                                        "SLUICE_AUTH_KEYS", "a:" + SECRET + ",b:" + SECRET + ":x",
                                        "SLUICE_AUTH_OPEN", "TRUE",
                                        "HOME", "ignored"))
                        .load();

        assertEquals(List.of("127.0.0.1", "::1"), config.media().bind());
        assertEquals(Map.of("a", SECRET, "b", SECRET + ":x"), config.auth().keys());
        assertTrue(config.auth().open());
    }

    @Test
    void aSecretCanBeInAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), SECRET + "\n");

        var config =
                new ConfigLoader()
                        .environment(Map.of("SLUICE_AUTH_ADMIN_TOKEN_FILE", file.toString()))
                        .load();

        assertEquals(SECRET, config.auth().adminToken());
    }

    @Test
    void turnServersHaveTheirOwnCredentialsEach(@TempDir Path directory) throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        var config =
                yaml(
                        """
                        turn:
                          - urls: ["turn:a.example:3478", "turns:a.example:443?transport=tcp"]
                            secretFile: %s
                            ttlSeconds: 600
                          - {urls: ["turn:b.example"], username: u, credential: c}
                          - {urls: ["stun:c.example"]}
                        """
                                .formatted(secret));

        assertEquals(
                List.of(
                        new Turn(
                                List.of("turn:a.example:3478", "turns:a.example:443?transport=tcp"),
                                SECRET,
                                "",
                                "",
                                600),
                        new Turn(List.of("turn:b.example"), "", "u", "c", 3600),
                        new Turn(List.of("stun:c.example"), "", "", "", 3600)),
                config.turn());
        assertFalse(config.toString().contains(SECRET));
    }

    @Test
    void turnServersCanBeInAVariableOrInTheFileItNames(@TempDir Path directory) throws IOException {
        String text = "[{urls: ['turn:a.example'], secret: " + SECRET + "}]";
        Path file = Files.writeString(directory.resolve("turn"), text);
        var expected = List.of(new Turn(List.of("turn:a.example"), SECRET, "", "", 3600));

        for (var variables :
                List.of(Map.of("SLUICE_TURN", text), Map.of("SLUICE_TURN_FILE", file.toString()))) {
            assertEquals(expected, new ConfigLoader().environment(variables).load().turn());
        }
        assertEquals(
                "SLUICE_TURN is not a list in YAML, as [{urls: [...]}]",
                message(() ->
                        new ConfigLoader().environment(Map.of("SLUICE_TURN", "{secret: x}"))));
    }

    @Test
    void iceSettingsHaveVariablesToo() {
        var config =
                new ConfigLoader()
                        .environment(
                                Map.of(
                                        "SLUICE_MEDIA_ICE_MODE", "full",
                                        "SLUICE_MEDIA_ICE_STUN_SERVERS", "a.example, [::1]:3479"))
                        .load();

        assertTrue(config.media().ice().full());
        assertEquals(List.of("a.example", "[::1]:3479"), config.media().ice().stunServers());
        assertEquals(new HostPort("a.example", 3478), HostPort.of("a.example"));
        assertEquals(new HostPort("::1", 3479), HostPort.of("[::1]:3479"));
    }

    @Test
    void anUnknownVariableStopsTheStart() {
        assertEquals(
                "unknown variable SLUICE_HTP_PORT; did you mean SLUICE_HTTP_PORT?",
                message(() -> new ConfigLoader().environment(Map.of("SLUICE_HTP_PORT", "1"))));
        assertEquals(
                "SLUICE_HTTP_PORT is not a number",
                message(() -> new ConfigLoader().environment(Map.of("SLUICE_HTTP_PORT", "x"))));
    }

    @Test
    void onlySecretsCanBeInFiles() {
        assertTrue(
                message(() -> new ConfigLoader().environment(Map.of("SLUICE_HTTP_PORT_FILE", "x")))
                        .startsWith("unknown variable SLUICE_HTTP_PORT_FILE"));
    }

    @Test
    void secretsAreNotPrinted() {
        var config = yaml("auth: {keys: {main: " + SECRET + "}, adminToken: " + SECRET + "}");

        assertFalse(config.toString().contains(SECRET));
        assertTrue(config.toString().contains("main"));
    }
}
