package io.doorbuster.node;

import io.doorbuster.grid.SaleView;
import io.doorbuster.grid.SaleViews;
import io.doorbuster.sale.Phase;
import io.doorbuster.waitingroom.AdmissionSignals;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** One sale as admission sees it, from the view that this member keeps of it anyway. Not thread-safe. */
final class SaleSignals implements Supplier<AdmissionSignals> {
    private final String saleId;
    private final SaleViews views;
    private final Clock clock;
    private final DoubleSupplier paymentsPerSec;
    private long reservedUnits;

    SaleSignals(String saleId, SaleViews views, Clock clock, DoubleSupplier paymentsPerSec) {
        this.saleId = saleId;
        this.views = views;
        this.clock = clock;
        this.paymentsPerSec = paymentsPerSec;
    }

    /** Of a sale that cannot be seen nobody knows whether it is open; so it is not. */
    @Override
    public AdmissionSignals get() {
        CompletableFuture<Optional<SaleView>> view = views.view(saleId);
        return view.isDone() && !view.isCompletedExceptionally()
                ? view.join().map(this::of).orElseGet(this::closed)
                : closed();
    }

    private AdmissionSignals of(SaleView view) {
        // Smoothed as it is, it must not seem that units were reserved twice.
        reservedUnits = Math.max(reservedUnits, reservedUnits(view));
        return new AdmissionSignals(
                view.phase(clock.instant()) == Phase.OPEN,
                view.sale().admissionPerSec(),
                paymentsPerSec.getAsDouble(),
                view.free(),
                view.paying() + view.unknown(),
                reservedUnits,
                view.paid());
    }

    /**
     * Buckets count reservations, not units. So those that were given back count as many units as those that still bind
     * some do on average; where a buyer may have one unit only, it is exact.
     */
    static long reservedUnits(SaleView view) {
        int bound = view.held() + view.paying() + view.unknown() + view.sold();
        long binding = view.reservations() - view.abandoned();
        return binding <= 0
                ? Math.max(bound, view.reservations())
                : Math.round((double) bound / binding * view.reservations());
    }

    private AdmissionSignals closed() {
        return new AdmissionSignals(false, 0, paymentsPerSec.getAsDouble(), 0, 0, reservedUnits, 0);
    }
}
