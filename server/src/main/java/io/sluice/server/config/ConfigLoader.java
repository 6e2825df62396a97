package io.sluice.server.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Lays the file, the environment and the command line over the defaults.
///
/// All three are checked against [ConfigKeys]: a key nobody knows stops the start, and the message
/// names the nearest one that exists.
public final class ConfigLoader {
    private static final ObjectMapper YAML = YAMLMapper.builder().build();
    private static final ObjectMapper TREE =
            JsonMapper.builder()
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private final ConfigKeys keys = new ConfigKeys(defaultTree());
    private final ObjectNode tree = defaultTree();

    static ObjectNode defaultTree() {
        return TREE.valueToTree(ServerConfig.defaults());
    }

    /// Takes the settings of a YAML file.
    public ConfigLoader file(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException _) {
            throw new ConfigException("cannot read the configuration file " + file);
        }
        return yaml(text, file.toString());
    }

    ConfigLoader yaml(String text, String origin) {
        JsonNode read;
        try {
            read = YAML.readTree(text);
        } catch (JacksonException e) {
            var where = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new ConfigException(origin + where + " is not YAML: " + e.getOriginalMessage());
        }
        if (read.isMissingNode() || read.isNull()) {
            return this; // an empty file, or comments only
        }
        if (!(read instanceof ObjectNode settings)) {
            throw new ConfigException(origin + " does not hold settings (key: value)");
        }
        merge(tree, settings, "", origin);
        return this;
    }

    /// Takes `SLUICE_…` variables; a secret's may end in `_FILE` and name a file that holds it.
    public ConfigLoader environment(Map<String, String> variables) {
        new TreeMap<>(variables)
                .forEach((name, value) ->
                        keys.ofVariable(name)
                                .ifPresent(key -> set(key.path(), key.parse(name, value))));
        return this;
    }

    /// Sets one key, as the command line does.
    public ConfigLoader set(String path, JsonNode value) {
        int dot = path.lastIndexOf('.');
        var parent =
                dot < 0
                        ? tree
                        : (ObjectNode) tree.at("/" + path.substring(0, dot).replace('.', '/'));
        parent.set(path.substring(dot + 1), value);
        return this;
    }

    public ConfigLoader set(String path, String value) {
        return set(path, tree.textNode(value));
    }

    public ConfigLoader set(String path, int value) {
        return set(path, tree.numberNode(value));
    }

    public ConfigLoader set(String path, List<String> value) {
        JsonNode list = TREE.valueToTree(value);
        return set(path, list);
    }

    public ConfigLoader set(String path, boolean value) {
        return set(path, tree.booleanNode(value));
    }

    public ServerConfig load() {
        try {
            return TREE.treeToValue(tree, ServerConfig.class);
        } catch (JsonMappingException e) {
            if (e.getCause() instanceof ConfigException cause) {
                throw cause;
            }
            boolean unknown = e instanceof UnrecognizedPropertyException;
            throw new ConfigException(
                    pathOf(e) + (unknown ? " is unknown" : " has a value of the wrong kind"));
        } catch (JacksonException e) {
            throw new ConfigException(e.getOriginalMessage());
        }
    }

    private void merge(ObjectNode into, ObjectNode from, String prefix, String origin) {
        for (var property : from.properties()) {
            String path = prefix + property.getKey();
            JsonNode value = property.getValue();
            if (!keys.known(path)) {
                throw new ConfigException(
                        "%s: unknown key %s%s".formatted(origin, path, hint(keys.nearest(path))));
            }
            if (value.isNull()) {
                continue; // `key:` with nothing behind it keeps the default
            }
            if (value instanceof ObjectNode section
                    && into.get(property.getKey()) instanceof ObjectNode target) {
                merge(target, section, path + ".", origin);
            } else {
                into.set(property.getKey(), value);
            }
        }
    }

    /// The list that a variable, or the file it names, holds as YAML.
    static JsonNode list(String variable, String text) {
        try {
            JsonNode read = YAML.readTree(text);
            if (read.isArray()) {
                return read;
            }
        } catch (JacksonException _) {
            // said below; the text may hold a secret
        }
        throw new ConfigException(variable + " is not a list in YAML, as [{urls: [...]}]");
    }

    static String hint(Optional<String> nearest) {
        return nearest.map(key -> "; did you mean " + key + "?").orElse("");
    }

    private static String pathOf(JsonMappingException e) {
        var path = new StringBuilder();
        for (var reference : e.getPath()) {
            if (reference.getFieldName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.isEmpty() ? "the configuration" : path.toString();
    }
}
