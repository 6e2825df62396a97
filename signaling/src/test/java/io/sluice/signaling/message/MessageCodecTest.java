package io.sluice.signaling.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final Path DOCS = Path.of("..", "docs");

    private final MessageCodec codec = new MessageCodec();
    private final ObjectMapper json = new ObjectMapper();

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("protocol-examples"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void anExampleSurvivesReadingAndWriting(Path example) throws IOException {
        String text = Files.readString(example);
        String written =
                example.getFileName().toString().startsWith("client-")
                        ? codec.write(codec.readClient(text))
                        : codec.write(codec.readServer(text));
        assertEquals(json.readTree(text), json.readTree(written));
    }

    @Test
    void everyMessageHasAnExample() throws IOException {
        Set<String> files =
                examples().stream()
                        .map(file -> file.getFileName().toString().replace(".json", ""))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> types = new TreeSet<>();
        types.addAll(types(ClientMessage.class, "client-"));
        types.addAll(types(ServerMessage.class, "server-"));
        assertEquals(types, files);
    }

    private static List<String> types(Class<?> messages, String prefix) {
        var subTypes = messages.getAnnotation(com.fasterxml.jackson.annotation.JsonSubTypes.class);
        return Arrays.stream(subTypes.value()).map(type -> prefix + type.name()).toList();
    }

    @Test
    void theDocumentationListsEveryErrorCode() throws IOException {
        String page = Files.readString(DOCS.resolve("protocol.md"));
        for (ErrorCode code : ErrorCode.values()) {
            assertTrue(page.contains("| `" + WireNames.snake(code) + "` |"), code.name());
        }
    }

    @Test
    void theDocumentationLinksEveryExample() throws IOException {
        String page = Files.readString(DOCS.resolve("protocol.md"));
        for (Path example : examples()) {
            assertTrue(
                    page.contains("(protocol-examples/" + example.getFileName() + ")"),
                    example.toString());
        }
    }

    @Test
    void fieldsNobodyKnowsAreIgnored() {
        assertEquals(
                new ClientMessage.Hand(3L, true),
                codec.readClient(
                        "{\"type\":\"hand\",\"id\":3,\"raised\":true,\"later\":{\"a\":[1]}}"));
    }

    @Test
    void anUnknownTypeIsRefusedUnderItsId() {
        RejectedException refusal =
                assertThrows(
                        RejectedException.class,
                        () -> codec.readClient("{\"type\":\"fly\",\"id\":9}"));
        assertEquals(ErrorCode.UNKNOWN_TYPE, refusal.code());
        assertEquals(9, refusal.request());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "{}",
                "{\"type\":5}",
                "{\"type\":\"ping\"} {}",
                "{\"type\":\"ping\",\"id\":-1}",
                "{\"type\":\"ping\",\"id\":1.5}",
                "{\"type\":\"ping\",\"id\":\"1\"}",
                "{\"type\":\"ping\",\"id\":9007199254740992}",
                "{\"type\":\"hand\",\"id\":1}",
                "{\"type\":\"hand\",\"raised\":null}",
                "{\"type\":\"hand\",\"raised\":\"true\"}",
                "{\"type\":\"mute\",\"source\":\"nose\",\"muted\":true}",
                "{\"type\":\"mute\",\"source\":3,\"muted\":true}",
                "{\"type\":\"mute\",\"muted\":true}",
                "{\"type\":\"chat\"}",
                "{\"type\":\"chat\",\"text\":\" \"}",
                "{\"type\":\"unpublish\",\"sources\":[null]}",
                "{\"type\":\"unpublish\",\"sources\":\"camera\"}",
                "{\"type\":\"remove\",\"participant\":\"\"}",
                "{\"type\":\"view\",\"slots\":[{\"slot\":-1,\"show\":\"auto\"}]}",
                "{\"type\":\"view\",\"slots\":[{\"slot\":0,\"show\":\"participant\"}]}",
                "{\"type\":\"view\",\"slots\":[{\"slot\":0,\"show\":\"auto\",\"width\":99999}]}",
                "{\"type\":\"view\",\"slots\":[{\"slot\":0,\"show\":\"auto\",\"width\":1.5}]}",
                "{\"type\":\"join\",\"tracks\":[]}",
                "{\"type\":\"join\",\"offer\":\"v=0\",\"tracks\":[],\"replace\":1}",
                "{\"type\":\"resume\",\"lastEvent\":0}",
                "{\"type\":\"resume\",\"secret\":\"\",\"lastEvent\":0}",
                "{\"type\":\"resume\",\"secret\":\"s\"}",
                "{\"type\":\"resume\",\"secret\":\"s\",\"lastEvent\":-1}",
                "{\"type\":\"resume\",\"secret\":\"s\",\"lastEvent\":0,\"offer\":\"v=0\"}",
                "{\"type\":\"resume\",\"secret\":\"s\",\"lastEvent\":0,\"tracks\":[]}",
                "{\"type\":\"join\",\"offer\":\"v=0\"}",
                "{\"type\":\"join\",\"offer\":{},\"tracks\":[]}",
            })
    void whatDoesNotFitIsRefused(String text) {
        RejectedException refusal =
                assertThrows(RejectedException.class, () -> codec.readClient(text));
        assertEquals(ErrorCode.MALFORMED, refusal.code());
    }

    @Test
    void aMistakeIsAnsweredUnderTheIdOfTheRequest() {
        RejectedException refusal =
                assertThrows(
                        RejectedException.class,
                        () -> codec.readClient("{\"type\":\"rename\",\"id\":4,\"name\":\"\"}"));
        assertEquals(ErrorCode.BAD_NAME, refusal.code());
        assertEquals(4, refusal.request());
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{\"type\":\"ping\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertThrows(RejectedException.class, () -> codec.readClient(deep));
    }

    @Test
    void listsHaveABound() {
        String slot = "{\"slot\":1,\"show\":\"auto\"}";
        String many = String.join(",", java.util.Collections.nCopies(81, slot));
        assertThrows(
                RejectedException.class,
                () -> codec.readClient("{\"type\":\"view\",\"slots\":[" + many + "]}"));
    }

    @Test
    void anEventIsNumberedForItsReader() {
        var event = new ServerMessage.ParticipantLeft("p-1", ServerMessage.LeaveReason.LEFT);
        String written = codec.write(event);
        assertEquals(
                new ServerMessage.ParticipantLeft("p-1", ServerMessage.LeaveReason.LEFT, 41L),
                codec.readServer(MessageCodec.number(written, 41)));
        assertEquals(event, codec.readServer(written));
    }

    @Test
    void aResumeWithoutAnOfferIsShort() {
        assertEquals(
                "{\"type\":\"resume\",\"id\":7,\"secret\":\"s\",\"lastEvent\":3}",
                codec.write(new ClientMessage.Resume(7L, "s", 3, null, null, null)));
        assertEquals(
                "{\"type\":\"resumed\",\"re\":7,\"participant\":\"p-1\",\"resume\":"
                        + "{\"secret\":\"n\",\"seconds\":120},\"lastRequest\":6,\"event\":5}",
                codec.write(
                        new ServerMessage.Resumed(
                                7L,
                                "p-1",
                                new ServerMessage.Resume("n", 120),
                                6,
                                5,
                                null,
                                null,
                                null)));
    }

    @Test
    void anAbsentIdStaysAbsent() {
        assertNull(codec.readClient("{\"type\":\"leave\"}").id());
        assertEquals("{\"type\":\"leave\"}", codec.write(new ClientMessage.Leave(null)));
    }

    @Test
    void secretsDoNotShow() {
        ClientMessage join =
                new ClientMessage.Join(1L, "A", "sesame", "v=0", List.of(), null, null);
        assertFalse(join.toString().contains("sesame"));
        ClientMessage resume = new ClientMessage.Resume(1L, "sesame", 0, null, null, null);
        assertFalse(resume.toString().contains("sesame"));
        assertFalse(new ServerMessage.Resume("sesame", 120).toString().contains("sesame"));
    }
}
