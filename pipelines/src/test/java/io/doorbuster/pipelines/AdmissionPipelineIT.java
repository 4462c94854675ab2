package io.doorbuster.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.jet.pipeline.SourceBuilder;
import com.hazelcast.jet.pipeline.StreamSource;
import io.doorbuster.grid.DrainedLane;
import io.doorbuster.grid.RoomDirectory;
import io.doorbuster.waitingroom.AdmissionSignals;
import io.doorbuster.waitingroom.DrawKeys;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.LaneArrivals;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.RankTable;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.TicketId;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.roaringbitmap.RoaringBitmap;

/** Admission with lanes of our own and a ledger that misbehaves, on a real member. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionPipelineIT {
    private static final DrawSecrets SECRETS = new DrawSecrets(new byte[32], new byte[32]);

    /** What the ledger under test has taken; static, as Jet serialises what a stage holds. */
    private static final List<WatermarkStep> WRITTEN = new CopyOnWriteArrayList<>();

    /** What was published when a step was written. */
    private static final List<Long> PUBLISHED_BEFORE = new CopyOnWriteArrayList<>();

    private static final Map<String, WatermarkStep> LATEST = new ConcurrentHashMap<>();
    private static final List<DrainedLane> LANES = new CopyOnWriteArrayList<>();
    private static volatile boolean ledgerIsAway;
    private static volatile String refusedSale = "";
    private static volatile boolean open = true;
    private static volatile int admissionPerSec;
    private static volatile @Nullable RoomDirectory observed;

    private final List<Job> jobs = new ArrayList<>();
    private final HazelcastInstance member = TestMember.start();
    private final RoomDirectory rooms = new RoomDirectory(member, Runnable::run);

    @BeforeEach
    void forget() {
        WRITTEN.clear();
        PUBLISHED_BEFORE.clear();
        LATEST.clear();
        LANES.clear();
        ledgerIsAway = false;
        refusedSale = "";
        open = true;
        admissionPerSec = 1_000;
        observed = null;
    }

    @AfterEach
    void cancel() {
        jobs.forEach(Job::cancel);
        jobs.forEach(job -> await().until(() -> job.getStatus().isTerminal()));
        jobs.clear();
        rooms.release(rooms.kept());
    }

    @AfterAll
    void stop() {
        member.shutdown();
    }

    @Test
    void everybodyComesInInTheOrderOfTheDrawAndEachStepIsWrittenBeforeItIsSeen() {
        observed = rooms;
        tickets("order", 40, 3);
        run();

        await().untilAsserted(() -> assertThat(room("order").admitted()).isEqualTo(320));
        assertThat(room("order").watermark()).isEqualTo(Place.endOf(3));
        assertThat(room("order").waiting()).isZero();
        assertMonotone("order");
        for (int i = 0; i < PUBLISHED_BEFORE.size(); i++) {
            assertThat(PUBLISHED_BEFORE.get(i))
                    .as("what was seen before step %s", WRITTEN.get(i).step())
                    .isLessThan(WRITTEN.get(i).step());
        }
        List<Place> places = places("order", 40);
        for (WatermarkStep step : WRITTEN) {
            assertThat(places.stream()
                            .filter(place -> !place.isAfter(step.watermark()))
                            .count())
                    .isEqualTo(step.admitted());
        }
    }

    @Test
    void whileALaneIsMissingNobodyComesIn() {
        tickets("partial", 10, 3);
        LANES.removeIf(lane -> lane.key().lane() == 5);
        tickets("whole", 10, 3);
        run();

        await().untilAsserted(() -> assertThat(room("whole").admitted()).isEqualTo(80));
        assertThat(room("partial").arrivals()).isZero();
        assertThat(WRITTEN).extracting(WatermarkStep::saleId).doesNotContain("partial");
    }

    @Test
    void aSaleThatIsNotOpenShowsItsCrowdAndAdmitsNobody() {
        open = false;
        tickets("closed", 10, 3);
        run();

        await().untilAsserted(() -> assertThat(room("closed").waiting()).isEqualTo(80));
        assertThat(room("closed").admitted()).isZero();

        open = true;
        await().untilAsserted(() -> assertThat(room("closed").admitted()).isEqualTo(80));
    }

    @Test
    void admissionGoesOnWithoutTheLedgerAndItsStepsAreWrittenLater() {
        ledgerIsAway = true;
        tickets("outage", 40, 3);
        run();

        await().untilAsserted(() -> assertThat(room("outage").admitted()).isEqualTo(320));
        assertThat(WRITTEN).isEmpty();
        assertThat(rooms.kept()).isNotEmpty();

        ledgerIsAway = false;
        await().untilAsserted(() ->
                assertThat(last("outage")).isEqualTo(room("outage").step()));
        await().untilAsserted(() -> assertThat(rooms.kept()).isEmpty());
        assertMonotone("outage");
    }

    @Test
    void stepsThatARunLeftBehindAreWrittenByTheNext() {
        ledgerIsAway = true;
        tickets("left", 10, 3);
        run();
        await().untilAsserted(() -> assertThat(room("left").admitted()).isEqualTo(80));
        cancel(jobs.remove(0));

        ledgerIsAway = false;
        // As the opener does, from what was published.
        RoomView published = room("left");
        LATEST.put(
                "left",
                new WatermarkStep("org", "left", published.step(), 0, published.watermark(), published.admitted()));
        run();

        await().untilAsserted(() -> assertThat(rooms.kept()).isEmpty());
        assertMonotone("left");
        assertThat(last("left")).isGreaterThanOrEqualTo(published.step());
    }

    @Test
    void aRunThatEndsInTheMiddleIsFollowedByOneThatGoesOnFromThere() {
        admissionPerSec = 50;
        tickets("middle", 20, 3);
        run();
        await().until(() -> room("middle").admitted() > 20);
        cancel(jobs.remove(0));
        WatermarkStep before = WRITTEN.get(WRITTEN.size() - 1);
        LATEST.put("middle", before);
        admissionPerSec = 1_000;

        run();

        await().untilAsserted(() -> assertThat(room("middle").admitted()).isEqualTo(160));
        assertMonotone("middle");
    }

    @Test
    void aSaleWhoseStepsTheLedgerRefusesDoesNotStopTheOthers() {
        refusedSale = "bad";
        tickets("bad", 10, 3);
        tickets("good", 10, 3);
        run();

        await().untilAsserted(() -> assertThat(room("good").admitted()).isEqualTo(80));
        await().untilAsserted(() -> assertThat(room("bad").admitted()).isEqualTo(80));
        assertThat(WRITTEN).extracting(WatermarkStep::saleId).containsOnly("good");
    }

    @Test
    void aLaneThatWasRebuiltMakesTheRunEndSoThatEverythingIsReadAnew() {
        tickets("rebuilt", 10, 3);
        Job job = run();
        await().untilAsserted(() -> assertThat(room("rebuilt").admitted()).isEqualTo(80));

        // Tickets of a window that this lane has said is closed.
        LANES.add(drained("rebuilt", 0, new int[] {1, 11}, 11, 2, 3, 4));

        await().until(() -> job.getStatus() == JobStatus.FAILED);
    }

    @Test
    void eachSaleHasMetricsOfItsOwn() {
        tickets("measured", 10, 3);
        Job job = run();

        await().untilAsserted(() -> {
            assertThat(job.getMetrics().get("admission.measured.arrivals"))
                    .anySatisfy(value -> assertThat(value.value()).isEqualTo(80));
            assertThat(job.getMetrics().get("admission.measured.admitted"))
                    .anySatisfy(value -> assertThat(value.value()).isEqualTo(80));
            assertThat(job.getMetrics().get("admission.measured.depth")).isNotEmpty();
            assertThat(job.getMetrics().get("admission.measured.rate")).isNotEmpty();
        });
    }

    private Job run() {
        StreamSource<DrainedLane> source = SourceBuilder.stream("lanes", context -> new AtomicInteger())
                .<DrainedLane>fillBufferFn((next, buffer) -> {
                    if (next.get() < LANES.size()) {
                        buffer.add(LANES.get(next.getAndIncrement()));
                    }
                })
                .build();
        Job job = member.getJet()
                .newJob(AdmissionPipeline.build(
                        source,
                        instance -> AdmissionPipelineIT::openRoom,
                        AdmissionSink.create(instance -> AdmissionPipelineIT::append)));
        jobs.add(job);
        return job;
    }

    private static void cancel(Job job) {
        job.cancel();
        await().until(() -> job.getStatus().isTerminal());
    }

    private static CompletableFuture<RoomOpener.OpenRoom> openRoom(String orgId, String saleId) {
        WatermarkStep latest = LATEST.get(saleId);
        return CompletableFuture.completedFuture(new RoomOpener.OpenRoom(
                false,
                SECRETS,
                latest,
                List.of(),
                () -> new AdmissionSignals(open, admissionPerSec, 10_000, 100_000, 0, 0, 0)));
    }

    private static synchronized void append(List<WatermarkStep> steps) {
        if (ledgerIsAway) {
            throw new IllegalArgumentException("away");
        }
        if (steps.stream().anyMatch(step -> step.saleId().equals(refusedSale))) {
            throw new IllegalStateException("another step has the number");
        }
        RoomDirectory seen = observed;
        for (WatermarkStep step : steps) {
            if (WRITTEN.contains(step)) {
                continue;
            }
            if (seen != null) {
                PUBLISHED_BEFORE.add(
                        seen.find(step.saleId()).join().map(RoomView::step).orElse(0L));
            }
            WRITTEN.add(step);
        }
    }

    private RoomView room(String saleId) {
        return rooms.find(saleId).join().orElseThrow();
    }

    private static long last(String saleId) {
        return WRITTEN.stream()
                .filter(step -> step.saleId().equals(saleId))
                .mapToLong(WatermarkStep::step)
                .max()
                .orElse(0);
    }

    private static void assertMonotone(String saleId) {
        List<WatermarkStep> steps =
                WRITTEN.stream().filter(step -> step.saleId().equals(saleId)).toList();
        assertThat(steps)
                .extracting(WatermarkStep::step)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, steps.size())
                        .mapToObj(Long::valueOf)
                        .toList());
        for (int i = 1; i < steps.size(); i++) {
            assertThat(steps.get(i).watermark().isAfter(steps.get(i - 1).watermark()))
                    .as("step %s after %s", steps.get(i), steps.get(i - 1))
                    .isTrue();
            assertThat(steps.get(i).admitted())
                    .isGreaterThanOrEqualTo(steps.get(i - 1).admitted());
        }
    }

    /** So many tickets in each lane, one after the other in windows 0, 1, 2 and so on; all closed through a window. */
    private void tickets(String saleId, int inEachLane, int closedThrough) {
        rooms.begin(new RoomView(
                        "org", saleId, 0, Place.BEFORE_ALL, 0, 0, -1, RankTable.EMPTY, 0, 1, List.of(), SECRETS, 0))
                .join();
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            int[] windows = IntStream.range(0, inEachLane)
                    .map(i -> windowOf(i, inEachLane))
                    .toArray();
            LANES.add(drained(saleId, lane, new int[] {1}, 1, closedThrough, windows));
        }
    }

    private static int windowOf(int index, int inEachLane) {
        return 3 * index / inEachLane;
    }

    private static List<Place> places(String saleId, int inEachLane) {
        DrawKeys keys = new DrawKeys(SECRETS.seed(), saleId, false);
        List<Place> places = new ArrayList<>();
        for (int lane = 0; lane < LaneKey.LANES; lane++) {
            for (int i = 0; i < inEachLane; i++) {
                places.add(new Place(windowOf(i, inEachLane), keys.key(new TicketId(lane, 1, i + 1), 1)));
            }
        }
        return places;
    }

    private static DrainedLane drained(
            String saleId, int lane, int[] generationStarts, int firstNumber, int closedThrough, int... windows) {
        short[] weights = new short[windows.length];
        Arrays.fill(weights, (short) 1);
        return new DrainedLane(
                new LaneKey("org", saleId, lane),
                new LaneArrivals(
                        lane, generationStarts, firstNumber, windows, weights, closedThrough, new RoaringBitmap(), 0));
    }
}
