package io.doorbuster.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.doorbuster.api.http.ErrorCode;
import io.javalin.router.ParsedEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Set<String> METHODS = Set.of("get", "post", "patch", "delete", "put");

    private final JsonNode description = read();

    private static JsonNode read() {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void describesEveryRouteAndNoOther() {
        Set<String> documented = new TreeSet<>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        Set<String> registered = new TreeSet<>();
        try (TestNode node = new TestNode()) {
            for (ParsedEndpoint route :
                    node.node().javalin().unsafe.internalRouter.allHttpHandlers()) {
                if (route.endpoint.method.isHttpMethod()) {
                    registered.add(route.endpoint.method.name() + " " + route.endpoint.path);
                }
            }
        }
        assertThat(documented).isEqualTo(registered);
    }

    @Test
    void listsEveryErrorCode() {
        Set<String> documented = new TreeSet<>();
        description.at("/components/schemas/Code/enum").forEach(code -> documented.add(code.asText()));
        assertThat(documented)
                .isEqualTo(new TreeSet<>(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::word).toList()));
    }

    @Test
    void resolvesEveryReference() {
        assertThat(description.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                description.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }
}
