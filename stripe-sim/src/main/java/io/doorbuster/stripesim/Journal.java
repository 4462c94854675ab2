package io.doorbuster.stripesim;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A line of JSON for each change. A line that was cut off is dropped with everything that a crash can have left after
 * it. It is not forced to the platter: it must outlive the process, not the machine. Not thread-safe.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final FileChannel file;

    private Journal(FileChannel file) {
        this.file = file;
    }

    static Journal open(Path path, Consumer<Entry> replay) {
        try {
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            file.truncate(read(file, path, replay));
            file.position(file.size());
            return new Journal(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the simulator's journal " + path, e);
        }
    }

    /** Replays the whole lines; returns where the last of them ends. */
    private static long read(FileChannel file, Path path, Consumer<Entry> replay) throws IOException {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(file.size()));
        while (all.hasRemaining() && file.read(all) >= 0) {
            // Until the buffer is full.
        }
        byte[] bytes = all.array();
        int start = 0;
        for (int end = 0; end < all.position(); end++) {
            if (bytes[end] != '\n') {
                continue;
            }
            try {
                replay.accept(Json.MAPPER.readValue(bytes, start, end - start, Entry.class));
            } catch (JsonProcessingException torn) {
                LOG.warn("{} ends with a torn line at byte {}; it is dropped", path, start);
                return start;
            }
            start = end + 1;
        }
        return start;
    }

    void append(Entry entry) {
        try {
            ByteBuffer line =
                    ByteBuffer.wrap((Json.MAPPER.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the simulator's journal", e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
