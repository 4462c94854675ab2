package io.doorbuster.embedded.draw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a file line by line, and never more than one line at a time. Not thread-safe. */
final class DrawLines {
    /** The longest line, the last one, has 67 bytes for each of at most 1,000 lanes. */
    static final int MAX_LINE_BYTES = 256 * 1024;

    private static final int BUFFER_BYTES = 64 * 1024;

    /** An object with two values for one name would be two files in one. */
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private long number;

    DrawLines(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
    }

    /** The next line; null at the end of the file. */
    @Nullable
    DrawLine next() throws IOException, WrongLine {
        line.reset();
        int read = in.read();
        if (read < 0) {
            return null;
        }
        number++;
        while (read >= 0 && read != '\n') {
            if (line.size() == MAX_LINE_BYTES) {
                throw new WrongLine(number, "", "more than " + MAX_LINE_BYTES + " bytes", "one JSON object");
            }
            line.write(read);
            read = in.read();
        }
        return new DrawLine(number, parse(line.toByteArray()));
    }

    private JsonNode parse(byte[] text) throws IOException, WrongLine {
        try {
            JsonNode json = JSON.readValue(text);
            if (json != null && json.isObject()) {
                return json;
            }
            throw new WrongLine(number, "", "something that is no JSON object", "one JSON object");
        } catch (JsonProcessingException e) {
            throw new WrongLine(number, "", "no JSON (" + e.getOriginalMessage() + ")", "one JSON object");
        }
    }

    /** The file ends, and should not: what should be on the next line. */
    WrongLine endsTooEarly(String shouldBe) {
        return new WrongLine(number + 1, "", "nothing: the file ends before it", shouldBe);
    }
}
