package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.doorbuster.embedded.DoorbusterCommand;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be seen of the image without building it. */
class DockerfileTest {
    private static final Pattern FLAG = Pattern.compile("--add-(?:modules|exports|opens) \\S+");

    private record Instruction(String word, String text) {}

    private final List<Instruction> all = parse(ComposeFile.text("Dockerfile"));
    private final List<Instruction> runtime = all.subList(lastFrom(), all.size());

    @Test
    void itIsBuiltInOneStageAndRunInAnother() {
        assertThat(texts(all, "FROM")).containsExactly("${MAVEN_IMAGE} AS build", "${JAVA_IMAGE}");
        assertThat(texts(all, "ARG"))
                .hasSize(2)
                .allSatisfy(image -> assertThat(image).containsPattern(":\\d+\\.\\d+\\.\\d+\\S*"));
        assertThat(texts(runtime, "COPY"))
                .filteredOn(copy -> !copy.contains("config/compose/health"))
                .allSatisfy(copy -> assertThat(copy).startsWith("--from=build "));
    }

    /** Libraries change rarely, our own jars with every build. */
    @Test
    void whatChangesOftenComesLast() {
        List<String> copies = texts(runtime, "COPY");
        assertThat(copies.get(0)).endsWith("/opt/doorbuster/lib");
        assertThat(copies.get(copies.size() - 1)).endsWith("/opt/doorbuster/app");
    }

    @Test
    void itRunsAsSomebodyWithoutRights() {
        assertThat(texts(runtime, "USER")).containsExactly("10001:10001");
        assertThat(position("USER")).isLessThan(position("ENTRYPOINT"));
    }

    @Test
    void signalsReachJavaAndItHasTheLaunchersFlags() throws JsonProcessingException {
        List<String> entry = List.of(
                new ObjectMapper().readValue(texts(runtime, "ENTRYPOINT").get(0), String[].class));
        String launcher = ComposeFile.text("doorbuster");

        assertThat(entry.get(0)).isEqualTo("java");
        assertThat(entry.get(entry.size() - 1)).isEqualTo(DoorbusterCommand.class.getName());
        assertThat(flags(String.join(" ", entry))).isNotEmpty().isEqualTo(flags(launcher));
        assertThat(texts(runtime, "STOPSIGNAL")).containsExactly("SIGTERM");
    }

    @Test
    void itAsksForItsOwnHealth() {
        assertThat(texts(runtime, "HEALTHCHECK"))
                .singleElement()
                .asString()
                .endsWith("CMD [\"/opt/doorbuster/health\"]");
        assertThat(Files.isExecutable(ComposeFile.ROOT.resolve("config/compose/health")))
                .isTrue();
    }

    @Test
    void theBuildIsGivenSourcesAndNothingElse() {
        assertThat(ComposeFile.text(".dockerignore").lines().filter(line -> !line.startsWith("#")))
                .containsExactly("**", "!.mvn", "!pom.xml", "!*/pom.xml", "!*/src/main", "!config/compose/health");
    }

    private static List<String> flags(String command) {
        return FLAG.matcher(command).results().map(flag -> flag.group()).toList();
    }

    private int lastFrom() {
        return Stream.iterate(all.size() - 1, index -> index - 1)
                .filter(index -> all.get(index).word().equals("FROM"))
                .findFirst()
                .orElseThrow();
    }

    private int position(String word) {
        return runtime.stream().map(Instruction::word).toList().indexOf(word);
    }

    private static List<String> texts(List<Instruction> instructions, String word) {
        return instructions.stream()
                .filter(instruction -> instruction.word().equals(word))
                .map(Instruction::text)
                .toList();
    }

    private static List<Instruction> parse(String file) {
        List<String> lines = new ArrayList<>();
        boolean goesOn = false;
        for (String line : file.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            boolean open = line.endsWith("\\");
            String text = (open ? line.substring(0, line.length() - 1) : line).strip();
            lines.add(goesOn ? lines.remove(lines.size() - 1) + " " + text : text);
            goesOn = open;
        }
        return lines.stream()
                .map(line -> line.split(" ", 2))
                .map(words -> new Instruction(words[0], words[1]))
                .toList();
    }
}
