package io.doorbuster.api.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
 * The sandbox's books on disk: a line of JSON for each change, so that it remembers a charge after {@code kill -9} as a
 * real provider would. A line that was cut off is dropped with everything that a crash can have left after it. It is not
 * forced to the platter: it must outlive the process, not the machine. Not thread-safe.
 */
final class SandboxJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxJournal.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final FileChannel file;

    private SandboxJournal(FileChannel file) {
        this.file = file;
    }

    static SandboxJournal open(Path path, Consumer<SandboxPayment> replay) {
        try {
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            file.truncate(read(file, path, replay));
            file.position(file.size());
            return new SandboxJournal(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the sandbox's journal " + path, e);
        }
    }

    /** Replays the whole lines; returns where the last of them ends. */
    private static long read(FileChannel file, Path path, Consumer<SandboxPayment> replay) throws IOException {
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
                replay.accept(MAPPER.readValue(bytes, start, end - start, SandboxPayment.class));
            } catch (JsonProcessingException torn) {
                LOG.warn("{} ends with a torn line at byte {}; it is dropped", path, start);
                return start;
            }
            start = end + 1;
        }
        return start;
    }

    void append(SandboxPayment payment) {
        try {
            ByteBuffer line =
                    ByteBuffer.wrap((MAPPER.writeValueAsString(payment) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the sandbox's journal", e);
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
