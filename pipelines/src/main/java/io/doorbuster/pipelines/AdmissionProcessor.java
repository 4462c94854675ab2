package io.doorbuster.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.FunctionEx;
import com.hazelcast.jet.core.AbstractProcessor;
import io.doorbuster.grid.DrainedLane;
import io.doorbuster.grid.GridContext;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Admission to the sales that fall to this member; has a thread of its own. */
final class AdmissionProcessor extends AbstractProcessor {
    /** With Jet's pause of up to 25 ms between two turns, every sale is ticked within 100 ms. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(75);

    private final FunctionEx<HazelcastInstance, RoomOpener> find;
    private final Map<String, SaleAdmission> sales = new HashMap<>();
    private final ArrayDeque<RoomNews> news = new ArrayDeque<>();
    private RoomOpener opener = (orgId, saleId) -> {
        throw new IllegalStateException("not begun");
    };
    private Clock clock = Clock.systemUTC();
    private long tickedAtNanos = System.nanoTime();

    AdmissionProcessor(FunctionEx<HazelcastInstance, RoomOpener> find) {
        this.find = find;
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    protected void init(Context context) throws Exception {
        opener = find.applyEx(context.hazelcastInstance());
        clock = GridContext.of(context.hazelcastInstance()).clock();
    }

    @Override
    protected boolean tryProcess(int ordinal, Object item) {
        DrainedLane lane = (DrainedLane) item;
        sales.computeIfAbsent(lane.saleId(), sale -> new SaleAdmission(lane.key(), opener))
                .accept(lane.arrivals());
        return true;
    }

    @Override
    public boolean tryProcess() {
        if (System.nanoTime() - tickedAtNanos >= TICK_NANOS) {
            tickedAtNanos = System.nanoTime();
            tick();
        }
        while (!news.isEmpty() && tryEmit(news.element())) {
            news.remove();
        }
        return news.isEmpty();
    }

    private void tick() {
        sales.values().removeIf(SaleAdmission::isOver);
        for (SaleAdmission sale : sales.values()) {
            RoomNews told = sale.tick(clock.millis());
            if (told != null) {
                news.add(told);
            }
        }
    }
}
