package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code up} starts and ends. */
class UpIT {
    @TempDir
    Path home;

    @Test
    void oneFolderIsForOneProcessAndAnOrderlyEndLeavesNothingBehind() throws IOException {
        try (DoorbusterProcess up = start()) {
            up.awaitReady();
            try (DoorbusterProcess second = start()) {
                assertThat(second.output()).isEmpty();
                assertThat(second.awaitEnd()).isEqualTo(1);
                assertThat(second.errors().lines())
                        .singleElement()
                        .asString()
                        .isEqualTo("doorbuster: another Doorbuster is running on " + data());
            }
            ProcessHandle postgres = postgres().orElseThrow();
            assertThat(postgres.isAlive()).isTrue();

            assertThat(up.terminate()).isEqualTo(DoorbusterProcess.TERMINATED);
            awaitEnd(postgres);
            assertThat(up.errors()).isEmpty();
        }
        try (DoorbusterProcess again = start()) {
            assertThat(again.awaitReady().api(home).get("/readyz", null).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anEndInTheMiddleOfTheStartLeavesNothingBehindEither() throws IOException {
        try (DoorbusterProcess up = start()) {
            await().until(() -> postgres().isPresent());
            ProcessHandle postgres = postgres().orElseThrow();
            assertThat(up.terminate()).isEqualTo(DoorbusterProcess.TERMINATED);
            awaitEnd(postgres);
        }
    }

    /** It has ended; whoever adopted it may take a moment to notice. The folder is still there, or it would end by itself. */
    private void awaitEnd(ProcessHandle postgres) {
        await().until(() -> !postgres.isAlive());
        assertThat(data()).exists();
    }

    private Path data() {
        return home.resolve("data");
    }

    private DoorbusterProcess start() {
        return DoorbusterProcess.start(home, "up", "--port=0", "--data=" + data());
    }

    private Optional<ProcessHandle> postgres() throws IOException {
        Path pidFile = data().resolve("postgres/postmaster.pid");
        return Files.exists(pidFile)
                ? Files.readAllLines(pidFile).stream()
                        .limit(1)
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())).stream())
                        .findFirst()
                : Optional.empty();
    }
}
