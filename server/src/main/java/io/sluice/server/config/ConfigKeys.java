package io.sluice.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/// Which settings there are and what they are called in the file and in the environment.
final class ConfigKeys {
    private static final String PREFIX = "SLUICE_";
    private static final String FILE_SUFFIX = "_FILE";

    /// Variables of the launcher and of the command line, and a short name of
    /// `egress.secretKeyFile`.
    private static final Set<String> RESERVED =
            Set.of("SLUICE_CONFIG", "SLUICE_JAVA_OPTS", "SLUICE_SECRET_KEY_FILE");

    private static final Set<String> SECRETS = Set.of("auth.keys", "auth.adminToken", "turn");

    /// Lists of more than words; a variable holds them as YAML.
    private static final Set<String> STRUCTURED = Set.of("turn");

    /// A proposal this far from what was written helps nobody.
    private static final int MAX_DISTANCE = 4;

    private final Map<String, JsonNode> defaults = new TreeMap<>();
    private final Set<String> sections = new TreeSet<>();

    ConfigKeys(ObjectNode tree) {
        collect(tree, "");
    }

    /// A setting as a variable names it.
    ///
    /// @param file whether the value is the name of a file that holds it
    record Key(String path, JsonNode like, boolean file) {
        JsonNode parse(String variable, String value) {
            String text = file ? read(variable, value) : value;
            var nodes = JsonNodeFactory.instance;
            if (STRUCTURED.contains(path)) {
                return ConfigLoader.list(variable, text);
            }
            if (like.isInt()) {
                try {
                    return nodes.numberNode(Integer.parseInt(text.strip()));
                } catch (NumberFormatException _) {
                    throw new ConfigException(variable + " is not a number");
                }
            }
            if (like.isBoolean()) {
                return switch (text.strip().toLowerCase(Locale.ROOT)) {
                    case "true" -> nodes.booleanNode(true);
                    case "false" -> nodes.booleanNode(false);
                    default -> throw new ConfigException(variable + " is neither true nor false");
                };
            }
            if (like.isArray()) {
                var list = nodes.arrayNode();
                parts(text).forEach(list::add);
                return list;
            }
            if (like.isObject()) {
                var map = nodes.objectNode();
                for (String part : parts(text)) {
                    int colon = part.indexOf(':');
                    if (colon < 1) {
                        throw new ConfigException(variable + " is not a list of id:secret");
                    }
                    map.put(part.substring(0, colon).strip(), part.substring(colon + 1).strip());
                }
                return map;
            }
            return nodes.textNode(file ? text.strip() : text);
        }

        private static List<String> parts(String text) {
            return Arrays.stream(text.split("[,\n]"))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
        }

        private static String read(String variable, String file) {
            try {
                return Files.readString(Path.of(file));
            } catch (IOException _) {
                throw new ConfigException(variable + ": cannot read " + file);
            }
        }
    }

    boolean known(String path) {
        return defaults.containsKey(path)
                || sections.contains(path)
                || path.startsWith("auth.keys.");
    }

    /// The setting a variable names; empty if it is not one of ours.
    Optional<Key> ofVariable(String name) {
        if (!name.startsWith(PREFIX) || RESERVED.contains(name)) {
            return Optional.empty();
        }
        for (var entry : defaults.entrySet()) {
            String variable = variableOf(entry.getKey());
            if (name.equals(variable)) {
                return Optional.of(new Key(entry.getKey(), entry.getValue(), false));
            }
            if (SECRETS.contains(entry.getKey()) && name.equals(variable + FILE_SUFFIX)) {
                return Optional.of(new Key(entry.getKey(), entry.getValue(), true));
            }
        }
        var nearest =
                closest(name, defaults.keySet().stream().map(ConfigKeys::variableOf).toList());
        throw new ConfigException("unknown variable " + name + ConfigLoader.hint(nearest));
    }

    /// The setting that was meant: the right name in the wrong section, or a few letters off.
    Optional<String> nearest(String path) {
        String last = path.substring(path.lastIndexOf('.') + 1);
        return defaults.keySet().stream()
                .filter(key -> key.endsWith("." + last))
                .findFirst()
                .or(() -> closest(path, defaults.keySet()))
                .or(() -> closest(path, sections));
    }

    /// `media.udpPort` → `SLUICE_MEDIA_UDP_PORT`.
    static String variableOf(String path) {
        return PREFIX
                + path.replaceAll("([a-z])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }

    private void collect(ObjectNode node, String prefix) {
        for (var property : node.properties()) {
            String path = prefix + property.getKey();
            if (property.getValue() instanceof ObjectNode section && !section.isEmpty()) {
                sections.add(path);
                collect(section, path + ".");
            } else {
                defaults.put(path, property.getValue());
            }
        }
    }

    private static Optional<String> closest(String name, Iterable<String> candidates) {
        record Candidate(String name, int distance) {}
        return StreamSupport.stream(candidates.spliterator(), false)
                .map(candidate -> new Candidate(candidate, distance(name, candidate)))
                .filter(candidate -> candidate.distance <= MAX_DISTANCE)
                .min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name);
    }

    /// Edits from one word to the other (Levenshtein), letter case aside.
    private static int distance(String a, String b) {
        String from = a.toLowerCase(Locale.ROOT);
        String to = b.toLowerCase(Locale.ROOT);
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
