package io.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sluice.server.config.ConfigLoader;
import io.sluice.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What is written about the code is checked against the code.
class RepositoryTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SAMPLE = ROOT.resolve("docker/sluice.sample.yaml");

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#\\s]+)(#[^)]*)?\\)");

    /// `RtpRewriter`, `sfu.loop.MediaLoop`: a name in code type with a capital inside a word.
    private static final Pattern CLASS_NAME =
            Pattern.compile("`(?:[a-z]+\\.)*([A-Z][a-z0-9]+(?:[A-Z][a-zA-Z0-9]*)+)`");

    private static final Pattern FUZZ_TARGET =
            Pattern.compile("@FuzzTest[^{]*?\\bvoid (\\w+)\\(", Pattern.DOTALL);

    private static final Pattern MODULE = Pattern.compile("<module>(.+?)</module>");

    /// Names of the web platform and of Java that documents also use.
    private static final Set<String> FOREIGN =
            Set.of(
                    "MemorySegment",
                    "RTCPeerConnection",
                    "SunJCE",
                    "WebSocket",
                    "NullAway",
                    "DatagramChannel",
                    "NullMarked");

    private static final Set<String> NOT_SOURCES =
            Set.of("node_modules", "target", "dist", "results");

    @Test
    void theSampleConfigurationEqualsTheDefaults() {
        assertEquals(ServerConfig.defaults(), new ConfigLoader().file(SAMPLE).load());
    }

    @Test
    void theSampleConfigurationListsEveryKey() throws IOException {
        var sample = new TreeSet<String>();
        collect(new YAMLMapper().readTree(SAMPLE.toFile()), "", sample);
        var keys = new TreeSet<String>();
        collect(new ObjectMapper().valueToTree(ServerConfig.defaults()), "", keys);

        assertEquals(keys, sample);
    }

    @Test
    void everyLinkBetweenDocumentsLeadsSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (Path document : documents()) {
            var matcher = LINK.matcher(Files.readString(document));
            while (matcher.find()) {
                String target = matcher.group(1);
                if (!target.contains(":") && !Files.exists(document.resolveSibling(target))) {
                    broken.add(ROOT.relativize(document) + " → " + target);
                }
            }
        }

        assertEquals(List.of(), broken);
    }

    @Test
    void everyClassThatADocumentNamesExists() throws IOException {
        Set<String> sources =
                files().stream()
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.matches(".*\\.(java|tsx?)"))
                        .map(name -> name.substring(0, name.lastIndexOf('.')))
                        .collect(Collectors.toSet());
        var missing = new TreeSet<String>();
        for (Path document : documents()) {
            var matcher = CLASS_NAME.matcher(Files.readString(document));
            while (matcher.find()) {
                String name = matcher.group(1);
                if (!sources.contains(name) && !FOREIGN.contains(name)) {
                    missing.add(ROOT.relativize(document) + " names " + name);
                }
            }
        }

        assertEquals(Set.of(), missing);
    }

    @Test
    void everyFuzzTestBeginsWithCommittedInputs() throws IOException {
        var without = new ArrayList<String>();
        int targets = 0;
        for (Path test : files()) {
            if (!test.toString().endsWith("FuzzTest.java")) {
                continue;
            }
            Path inputs =
                    Path.of(
                            test.toString()
                                    .replace("/src/test/java/", "/src/test/resources/")
                                    .replace(".java", "Inputs"));
            var matcher = FUZZ_TARGET.matcher(Files.readString(test));
            while (matcher.find()) {
                targets++;
                if (isEmpty(inputs.resolve(matcher.group(1)))) {
                    without.add(ROOT.relativize(test) + " " + matcher.group(1));
                }
            }
        }

        assertTrue(targets >= 20, targets + " fuzz tests");
        assertEquals(List.of(), without);
    }

    @Test
    void everyMessageOfAClientIsAmongTheInputsOfItsFuzzTest() throws IOException {
        Path inputs =
                ROOT.resolve(
                        "signaling/src/test/resources/io/sluice/signaling/message/"
                                + "MessageFuzzTestInputs/aMessageIsReadOrRefused");
        try (var examples = Files.list(ROOT.resolve("docs/protocol-examples"))) {
            assertEquals(
                    List.of(),
                    examples.map(example -> example.getFileName().toString())
                            .filter(name -> name.startsWith("client-"))
                            .filter(name -> !Files.exists(inputs.resolve(name)))
                            .toList());
        }
    }

    /// What the image is built from: Maven refuses a reactor that lacks one.
    @Test
    void theImageIsBuiltFromEveryModule() throws IOException {
        String recipe = Files.readString(ROOT.resolve("docker/Dockerfile"));
        var modules = MODULE.matcher(Files.readString(ROOT.resolve("pom.xml")));
        while (modules.find()) {
            String module = modules.group(1);
            boolean whole = recipe.contains("COPY %1$s %1$s\n".formatted(module));
            assertTrue(whole || recipe.contains("COPY %s/pom.xml ".formatted(module)), module);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static List<Path> documents() throws IOException {
        return files().stream().filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }

    /// Sources only: what is built or downloaded is not ours to check.
    private static List<Path> files() throws IOException {
        var found = new ArrayList<Path>();
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) {
                        String name = directory.getFileName().toString();
                        boolean foreign = name.startsWith(".") || NOT_SOURCES.contains(name);
                        return foreign && !directory.equals(ROOT)
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        found.add(file);
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }

    private static void collect(JsonNode node, String prefix, Set<String> into) {
        if (node instanceof ObjectNode section && !section.isEmpty()) {
            section.properties()
                    .forEach(property ->
                            collect(property.getValue(), prefix + "." + property.getKey(), into));
        } else {
            into.add(prefix);
        }
    }
}
