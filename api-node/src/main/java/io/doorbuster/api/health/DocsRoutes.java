package io.doorbuster.api.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.doorbuster.api.http.Action;
import io.doorbuster.api.http.Answer;
import io.doorbuster.api.http.Call;
import io.doorbuster.api.http.Problem;
import io.doorbuster.api.http.Route;
import io.doorbuster.api.http.Route.Method;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

/** The description of this API, for machines and for people; nothing of it comes from another host. Thread-safe. */
public final class DocsRoutes {
    private static final String PAGE_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/";

    private final byte[] description;
    private final byte[] page;
    private final Map<String, byte[]> assets;

    public DocsRoutes() {
        description = json(read("/openapi.yaml"));
        page = read("/docs/index.html");
        String webjar = WEBJAR + swaggerVersion() + "/";
        assets = Map.of(
                "swagger-ui.css", read(webjar + "swagger-ui.css"),
                "swagger-ui-bundle.js", read(webjar + "swagger-ui-bundle.js"),
                "initializer.js", read("/docs/initializer.js"));
    }

    public List<Route> routes() {
        return List.of(
                Route.open(
                        Method.GET,
                        "/openapi.json",
                        call -> Action.now(new Answer(200, "application/json", description, Map.of()))),
                Route.open(Method.GET, "/docs", call -> Action.now(page())),
                Route.open(Method.GET, "/docs/{file}", this::asset));
    }

    private Answer page() {
        return new Answer(200, "text/html; charset=utf-8", page, Map.of("Content-Security-Policy", PAGE_POLICY));
    }

    private CompletableFuture<Answer> asset(Call call) {
        String file = call.path("file");
        byte[] asset = assets.get(file);
        if (asset == null) {
            throw Problem.notFound("file");
        }
        String type = file.endsWith(".css") ? "text/css" : "text/javascript";
        return Action.now(new Answer(200, type, asset, Map.of("Cache-Control", "public, max-age=86400")));
    }

    private static byte[] json(byte[] yaml) {
        try {
            JsonNode tree = new YAMLMapper().readTree(yaml);
            return new ObjectMapper().writeValueAsBytes(tree);
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is not YAML", e);
        }
    }

    private static String swaggerVersion() {
        Properties webjar = new Properties();
        try (InputStream in =
                DocsRoutes.class.getResourceAsStream("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            webjar.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return webjar.getProperty("version");
    }

    private static byte[] read(String resource) {
        try (InputStream in = DocsRoutes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing in the class path: " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
