package io.doorbuster.stripesim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 requests, one after the other, from one connection. Not thread-safe. */
final class RequestReader {
    /** Bytes of one line of the head; stripe-java's longest, its telemetry, has about 1 KB. */
    private static final int MAX_LINE = 16 * 1024;

    private static final int MAX_HEADERS = 100;
    /** Bytes; 50 metadata values of 500 characters, encoded, are 75 KB. */
    private static final int MAX_BODY = 256 * 1024;

    private final InputStream in;

    RequestReader(InputStream in) {
        this.in = in;
    }

    /** The next request, or null at the end of the connection. */
    @Nullable
    Request next() throws IOException {
        String first = line();
        if (first == null) {
            return null;
        }
        String[] words = first.split(" ", -1);
        if (words.length != 3) {
            throw new IOException("not a request: " + first);
        }
        Map<String, String> headers = headers();
        String body = body(headers);
        int question = words[1].indexOf('?');
        String path = question < 0 ? words[1] : words[1].substring(0, question);
        String query = question < 0 ? "" : words[1].substring(question + 1);
        return new Request(words[0], path, Params.parse("POST".equals(words[0]) ? body : query), headers);
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        String line = line();
        while (line != null && !line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() >= MAX_HEADERS) {
                throw new IOException("bad or too many headers");
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = line();
        }
        return headers;
    }

    private String body(Map<String, String> headers) throws IOException {
        String length = headers.getOrDefault("content-length", "0");
        int bytes;
        try {
            bytes = Integer.parseInt(length);
        } catch (NumberFormatException e) {
            throw new IOException("bad Content-Length " + length, e);
        }
        if (bytes < 0 || bytes > MAX_BODY || headers.containsKey("transfer-encoding")) {
            throw new IOException("the body must have a length of at most " + MAX_BODY + " bytes");
        }
        byte[] body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new IOException("the body ended early");
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (line.length() >= MAX_LINE) {
                throw new IOException("a line is longer than " + MAX_LINE + " bytes");
            }
            if (c != '\r') {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }
}
