package io.doorbuster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/configuration.md says of each key what the code does. */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    /** A line of a table, as it must be but for the meaning and for the words where a default is none. */
    private record Row(String type, String defaultValue, String variable) {}

    @ParameterizedTest
    @CsvSource({"grid.yaml, io.doorbuster.embedded.NodeConfig$Grid", "api.yaml, io.doorbuster.embedded.NodeConfig$Api"})
    void everyKeyIsDocumented(String file, Class<?> type) throws IOException {
        Map<String, Row> expected = new LinkedHashMap<>();
        ConfigKey.of(type)
                .all()
                .filter(key -> key.shape() != ConfigKey.Shape.SECTION)
                .forEach(key -> expected.put(key.path(), rowOf(key)));

        assertThat(rows(file)).containsExactlyEntriesOf(expected);
    }

    private static Row rowOf(ConfigKey key) {
        String absent = key.optional() ? "absent" : "required";
        return new Row(
                key.shape().toString(),
                key.defaultValue().isEmpty() ? absent : "`" + key.defaultValue() + "`",
                key.isSettable() ? "`" + Environment.variableOf(key) + "`" : "none");
    }

    private static Map<String, Row> rows(String file) throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        Map<String, Row> rows = new LinkedHashMap<>();
        lines.stream()
                .dropWhile(line -> !line.equals("## " + file))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" *\\| *", -1))
                .forEach(cells -> {
                    assertThat(cells).as(cells[1]).hasSize(7);
                    assertThat(cells[5]).as("the meaning of " + cells[1]).isNotBlank();
                    rows.put(cells[1].replace("`", ""), new Row(cells[2], cells[3], cells[4]));
                });
        return rows;
    }
}
