package io.doorbuster.pipelines;

import com.hazelcast.jet.core.metrics.Metric;
import com.hazelcast.jet.core.metrics.Metrics;
import io.doorbuster.pipelines.RoomOpener.OpenRoom;
import io.doorbuster.waitingroom.LaneArrivals;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.RoomAdmission;
import io.doorbuster.waitingroom.RoomView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admission to one sale within a pipeline: waits for what it begins with, then ticks. Not thread-safe. */
final class SaleAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(SaleAdmission.class);

    /** How soon a room is asked for again that could not be opened. */
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A room without news from its lanes for so long is over: closed windows are news. */
    private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(2);

    private final String orgId;
    private final String saleId;
    private final RoomOpener opener;
    private final List<LaneArrivals> early = new ArrayList<>();
    private final Metric arrivals;
    private final Metric admitted;
    private final Metric depth;
    private final Metric rate;
    private CompletableFuture<OpenRoom> opening;
    private long openingSinceNanos = System.nanoTime();
    private long heardAtNanos = System.nanoTime();
    private @Nullable OpenRoom room;
    private @Nullable RoomAdmission admission;
    private @Nullable RoomView told;

    SaleAdmission(LaneKey lane, RoomOpener opener) {
        this.orgId = lane.orgId();
        this.saleId = lane.saleId();
        this.opener = opener;
        this.opening = opener.open(orgId, saleId);
        arrivals = metric("arrivals");
        admitted = metric("admitted");
        depth = metric("depth");
        rate = metric("rate");
    }

    private Metric metric(String name) {
        return Metrics.metric("admission." + saleId + "." + name);
    }

    /** Takes in what a lane told; throws IllegalStateException if everything must be read anew. */
    void accept(LaneArrivals news) {
        heardAtNanos = System.nanoTime();
        if (admission == null) {
            early.add(news);
        } else {
            admission.accept(news);
        }
    }

    boolean isOver() {
        return System.nanoTime() - heardAtNanos > IDLE_NANOS;
    }

    /** Lets in whom the moment allows; null if there is nothing to tell. */
    @Nullable
    RoomNews tick(long nowMillis) {
        if (admission == null && !begin()) {
            return null;
        }
        OpenRoom open = room;
        RoomAdmission ticked = admission;
        if (open == null || ticked == null || !ticked.isComplete()) {
            return null;
        }
        RoomAdmission.Tick tick = ticked.tick(nowMillis, open.signals().get());
        if (tick.step() == null && told != null && isSame(told, tick.view())) {
            return null;
        }
        told = tick.view();
        arrivals.set(told.arrivals());
        admitted.set(told.admitted());
        depth.set(told.waiting());
        rate.set(Math.round(told.admittedPerSec()));
        return new RoomNews(told, tick.step());
    }

    private boolean begin() {
        if (!opening.isDone()) {
            return false;
        }
        try {
            OpenRoom opened = opening.join();
            RoomAdmission begun = new RoomAdmission(
                    orgId, saleId, opened.weighted(), opened.secrets(), opened.latest(), opened.recent());
            early.forEach(begun::accept);
            early.clear();
            room = opened;
            admission = begun;
            return true;
        } catch (CompletionException | CancellationException failed) {
            if (System.nanoTime() - openingSinceNanos > RETRY_NANOS) {
                LOG.warn("admission to sale {} of {} waits to begin: {}", saleId, orgId, failed.toString());
                openingSinceNanos = System.nanoTime();
                opening = opener.open(orgId, saleId);
            }
            return false;
        }
    }

    /** Ranks change only with what is compared here. */
    private static boolean isSame(RoomView before, RoomView now) {
        return before.step() == now.step()
                && before.arrivals() == now.arrivals()
                && before.admitted() == now.admitted()
                && before.closedThrough() == now.closedThrough()
                && before.waiting() == now.waiting()
                && before.admittedPerSec() == now.admittedPerSec()
                && before.conversion() == now.conversion()
                && before.left().equals(now.left());
    }
}
