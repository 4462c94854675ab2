package io.doorbuster.node;

import io.doorbuster.grid.LaneClient;
import io.doorbuster.grid.RoomDirectory;
import io.doorbuster.ledger.RoomStore;
import io.doorbuster.ledger.RoomStore.LaneLedger;
import io.doorbuster.sale.Fairness;
import io.doorbuster.sale.SaleDefinition;
import io.doorbuster.waitingroom.DrawSecrets;
import io.doorbuster.waitingroom.LaneCommand;
import io.doorbuster.waitingroom.LaneKey;
import io.doorbuster.waitingroom.LaneOutcome;
import io.doorbuster.waitingroom.LaneSummary;
import io.doorbuster.waitingroom.LaneTerms;
import io.doorbuster.waitingroom.Place;
import io.doorbuster.waitingroom.RankTable;
import io.doorbuster.waitingroom.RoomView;
import io.doorbuster.waitingroom.WaitingRoomLane;
import io.doorbuster.waitingroom.WatermarkStep;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a sale's waiting room to where its definition and the ledger say it should be. Every step may be repeated, and by
 * two members at once: a lane is only ever installed where there is none, and each rebuild has a generation of its own, so
 * that a ticket that was lost is never given out again. Lanes know nothing of each other: a lost one is rebuilt alone.
 * Blocks.
 */
final class RoomKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(RoomKeeper.class);

    private final LaneClient client;
    private final RoomDirectory directory;
    private final RoomStore store;

    RoomKeeper(LaneClient client, RoomDirectory directory, RoomStore store) {
        this.client = client;
        this.directory = directory;
        this.store = store;
    }

    /** True once every lane is there and works by this definition, and the room is published; or if it needs none. */
    boolean bringUp(SaleDefinition sale) {
        if (sale.fairness().rule() == Fairness.Rule.NONE) {
            return true;
        }
        if (!begin(sale)) {
            LOG.warn("sale {} of {} is older than waiting rooms are, and has none", sale.saleId(), sale.orgId());
            return true;
        }
        boolean up = true;
        for (LaneKey key : LaneClient.keysOf(sale)) {
            Optional<LaneSummary> present = client.refresh(key).join();
            if (present.isEmpty()) {
                install(sale, key);
            } else if (present.get().termsVersion() < sale.version()) {
                LaneCommand configure = new LaneCommand.Configure(LaneTerms.of(sale, key.lane()));
                up &= client.submit(key, configure).join() instanceof LaneOutcome.Done;
            }
        }
        return up;
    }

    private void install(SaleDefinition sale, LaneKey key) {
        int generation = store.nextGeneration(key);
        LaneLedger known = store.lane(key);
        WaitingRoomLane lane = WaitingRoomLane.rebuild(
                LaneTerms.of(sale, key.lane()), generation, known.tickets(), known.lastSequence(), closedThrough(sale));
        if (client.install(key, lane).join()) {
            LOG.info(
                    "lane {}, generation {}: installed with {} tickets",
                    key,
                    generation,
                    known.tickets().size());
        }
    }

    /** Nobody may get into a window that was admitted, by what the ledger knows or by what was published since. */
    private int closedThrough(SaleDefinition sale) {
        RoomView published = directory.find(sale.saleId()).join().orElseThrow();
        int written = latestStep(sale).map(step -> step.watermark().window()).orElse(Place.BEFORE_ALL.window());
        return Math.max(
                written,
                Math.max(published.closedThrough(), published.watermark().window()));
    }

    /**
     * Publishes a room that nobody has published yet, so that tokens can be given out before admission has looked at it;
     * false if the sale can have none.
     */
    private boolean begin(SaleDefinition sale) {
        if (directory.find(sale.saleId()).join().isPresent()) {
            return true;
        }
        Optional<DrawSecrets> secrets = store.secrets(sale.orgId(), sale.saleId());
        secrets.ifPresent(
                found -> directory.begin(first(sale, found, latestStep(sale))).join());
        return secrets.isPresent();
    }

    private static RoomView first(SaleDefinition sale, DrawSecrets secrets, Optional<WatermarkStep> latest) {
        Place watermark = latest.map(WatermarkStep::watermark).orElse(Place.BEFORE_ALL);
        long admitted = latest.map(WatermarkStep::admitted).orElse(0L);
        return new RoomView(
                sale.orgId(),
                sale.saleId(),
                latest.map(WatermarkStep::step).orElse(0L),
                watermark,
                admitted,
                admitted,
                watermark.window(),
                RankTable.EMPTY,
                0,
                1,
                List.of(),
                secrets,
                latest.map(WatermarkStep::atMillis).orElse(0L));
    }

    private Optional<WatermarkStep> latestStep(SaleDefinition sale) {
        return store.latestStep(sale.orgId(), sale.saleId());
    }

    /** Takes the room out of the grid; false while the ledger lacks events of its lanes. */
    boolean putAway(SaleDefinition sale) {
        boolean gone = true;
        for (LaneKey key : LaneClient.keysOf(sale)) {
            gone &= client.remove(key).join();
            client.forget(key);
        }
        if (gone) {
            directory.remove(sale.saleId());
        }
        return gone;
    }
}
