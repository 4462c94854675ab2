package io.doorbuster.embedded.draw;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Opens a draw, from a file or from a server. */
public final class DrawSource {
    /** A draw of 10,000,000 tickets has about 2.7 GB. */
    static final long MAX_BYTES = 4L << 30;

    /** For that much over 100 Mbit/s, and some more. */
    static final Duration MAX_TIME = Duration.ofMinutes(10);

    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(60);
    private static final int MAX_PROBLEM_BYTES = 16 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private DrawSource() {}

    /**
     * Opens it for reading, once.
     *
     * @param fileOrUrl a path, or an address that begins with http:// or https://
     * @throws IOException in words for whoever named it
     */
    public static InputStream open(String fileOrUrl) throws IOException, InterruptedException {
        return open(fileOrUrl, MAX_BYTES, MAX_TIME);
    }

    static InputStream open(String fileOrUrl, long maxBytes, Duration maxTime)
            throws IOException, InterruptedException {
        String lower = fileOrUrl.toLowerCase(Locale.ROOT);
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            return new BoundedInputStream(download(fileOrUrl), maxBytes, maxTime);
        }
        Path file = Path.of(fileOrUrl);
        if (!Files.isRegularFile(file)) {
            throw new FileNotFoundException("there is no file " + fileOrUrl);
        }
        return Files.newInputStream(file);
    }

    private static InputStream download(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(url))
                .header("Accept", "application/x-ndjson")
                .timeout(ANSWER_TIME)
                .build();
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIME)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException e) {
            throw new IOException("cannot connect to " + url, e);
        } catch (HttpTimeoutException e) {
            throw new IOException("no answer from " + url, e);
        }
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answered " + answer.statusCode() + problem(answer));
        }
        return answer.body();
    }

    private static URI uri(String url) throws IOException {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IOException("not an address: " + url, e);
        }
    }

    /** What the server says about it, if it says it as the contract has it. */
    private static String problem(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            String text = new String(body.readNBytes(MAX_PROBLEM_BYTES), StandardCharsets.UTF_8);
            JsonNode problem = JSON.readTree(text);
            String detail = problem.path("detail").asText(problem.path("title").asText(""));
            String commitment = problem.path("commitment").asText("");
            return (detail.isEmpty() ? "" : ": " + detail) + (commitment.isEmpty() ? "" : " " + commitment);
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
