package io.doorbuster.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.doorbuster.sale.SaleDefinition.Switch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

/** The two ends of a transfer. Their messages' fates are in the simulation. */
class BucketTransferTest extends OneBucket {
    private final InventoryBucket taker = opened(terms(1, 1, 3, 20, CAP, Switch.ON));

    BucketTransferTest() {
        bucket = opened(terms(1, 0, 3, 20, CAP, Switch.ON));
    }

    @AfterEach
    void theTakerHoldsToo() {
        Invariants.check(taker);
    }

    @Test
    void givesHalfAndKeepsItUntilSettled() {
        Transfer transfer = given(apply(new Command.Give(1)));
        assertThat(transfer).isEqualTo(new Transfer(GENERATION, 0, 1, 1, RoaringBitmap.bitmapOf(1, 4, 7, 10)));
        assertThat(summary().inTransit()).isEqualTo(4);
        assertThat(summary().owned()).isEqualTo(7);

        receive(transfer);
        assertThat(taker.summary(now).owned()).isEqualTo(11);
        apply(new Command.Settle(GENERATION, 1, 1));
        assertThat(summary().inTransit()).isZero();
        assertThat(summary().owned()).isEqualTo(3);
    }

    @Test
    void oneTransferIsOpenPerTaker() {
        Transfer first = given(apply(new Command.Give(1)));
        assertThat(given(apply(new Command.Give(1)))).isEqualTo(first);
        assertThat(given(apply(new Command.Give(2))).sequence()).isOne();
        apply(new Command.Settle(GENERATION, 1, 1));
        assertThat(given(apply(new Command.Give(1))).sequence()).isEqualTo(2);
        assertThat(((Outcome.OpenTransfers) apply(new Command.ReadOpenTransfers())).transfers())
                .hasSize(2);
    }

    @Test
    void theLastUnitCanMove() {
        for (int sequence = 1; sequence <= 3; sequence++) {
            receive(given(apply(new Command.Give(1))));
            apply(new Command.Settle(GENERATION, 1, sequence));
        }
        assertThat(summary().owned()).isZero();
        assertThat(apply(new Command.Give(1))).isEqualTo(refused(Refusal.NOTHING_TO_GIVE));
        assertThat(taker.summary(now).owned()).isEqualTo(14);
    }

    @Test
    void receivingAndSettlingAgainChangesNothing() {
        Transfer transfer = given(apply(new Command.Give(1)));
        receive(transfer);
        long takerRevision = taker.revision();
        receive(transfer);
        assertThat(taker.revision()).isEqualTo(takerRevision);
        apply(new Command.Settle(GENERATION, 1, 1));
        long revision = bucket.revision();
        apply(new Command.Settle(GENERATION, 1, 1));
        apply(new Command.Settle(GENERATION, 2, 1));
        assertThat(bucket.revision()).isEqualTo(revision);
    }

    @Test
    void whatComesBackHasArrived() {
        receive(given(apply(new Command.Give(1))));
        // The taker gives them on before the giver was told.
        Transfer back = given(taker.apply(new Command.Give(0), now));
        assertThat(Frozen.Ints.listOf(back.units())).contains(1);
        apply(new Command.Receive(back));

        assertThat(summary().inTransit()).isZero();
        assertThat(summary().owned()).isEqualTo(9);
        apply(new Command.Settle(GENERATION, 1, 1));
        assertThat(summary().owned()).isEqualTo(9);
        assertThat(given(apply(new Command.Give(1))).sequence()).isEqualTo(2);
    }

    @Test
    void anOldSettlementDoesNotEndANewTransfer() {
        receive(given(apply(new Command.Give(1))));
        apply(new Command.Settle(GENERATION, 1, 1));
        given(apply(new Command.Give(1)));
        apply(new Command.Settle(GENERATION, 1, 1));
        assertThat(summary().inTransit()).isPositive();
    }

    @Test
    void aGapOrAWrongAddressIsAFault() {
        Transfer gap = new Transfer(GENERATION, 0, 1, 2, RoaringBitmap.bitmapOf(1));
        assertThatThrownBy(() -> receive(gap)).hasMessageContaining("one is missing");
        Transfer stray = new Transfer(GENERATION, 0, 2, 1, RoaringBitmap.bitmapOf(1));
        assertThatThrownBy(() -> receive(stray)).hasMessageContaining("not the taker");
        assertThat(taker.summary(now).owned()).isEqualTo(7);
    }

    @Test
    void whatWasSentBeforeARebuildIsRefused() {
        Transfer transfer = given(apply(new Command.Give(1)));
        long takerRevision = taker.revision();
        long revision = bucket.revision();

        for (int other : new int[] {GENERATION - 1, GENERATION + 1}) {
            Transfer stale = new Transfer(other, 0, 1, 1, transfer.units());
            assertThat(taker.apply(new Command.Receive(stale), now)).isEqualTo(refused(Refusal.WRONG_STATE));
            assertThat(apply(stale.settlement())).isEqualTo(refused(Refusal.WRONG_STATE));
        }
        assertThat(taker.revision()).isEqualTo(takerRevision);
        assertThat(bucket.revision()).isEqualTo(revision);
    }

    @Test
    void nothingGoesToItselfOrToABucketThatDoesNotExist() {
        assertThat(apply(new Command.Give(0))).isEqualTo(refused(Refusal.NOTHING_TO_GIVE));
        assertThatThrownBy(() -> apply(new Command.Give(3))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> apply(new Command.Give(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(summary().inTransit()).isZero();
    }

    @Test
    void aUnitWhoseFreeingTheLedgerLacksStays() {
        for (int i = 1; i <= 7; i++) {
            hold(i);
        }
        acknowledgeAll();
        release(3);
        assertThat(apply(new Command.Give(1))).isEqualTo(refused(Refusal.NOTHING_TO_GIVE));
        acknowledgeAll();
        assertThat(Frozen.Ints.listOf(given(apply(new Command.Give(1))).units()))
                .containsExactly(7);
    }

    @Test
    void aClosedBucketGivesNothingNewAndStillTakes() {
        Transfer before = given(apply(new Command.Give(1)));
        apply(new Command.SetOpen(false));
        assertThat(given(apply(new Command.Give(1)))).isEqualTo(before);
        assertThat(apply(new Command.Give(2))).isEqualTo(refused(Refusal.NOTHING_TO_GIVE));
        taker.apply(new Command.SetOpen(false), now);
        receive(before);
        assertThat(taker.summary(now).free()).isEqualTo(11);
    }

    @Test
    void aTransferIsLimited() {
        bucket = opened(terms(1, 0, 2, 40_000, CAP, Switch.ON));
        assertThat(given(apply(new Command.Give(1))).units().getCardinality())
                .isEqualTo(InventoryBucket.MAX_TRANSFER_UNITS);
    }

    @Test
    void theTakersSalesLeaveTheOpenTransferAlone() {
        Transfer transfer = given(apply(new Command.Give(1)));
        receive(transfer);
        for (int i = 0; i < 11; i++) {
            accepted(taker.apply(new Command.Reserve(id(i), "u" + i, 1, 7), now));
        }
        assertThat(transfer.units().getCardinality()).isEqualTo(4);
        assertThat(summary().inTransit()).isEqualTo(4);
    }

    private void receive(Transfer transfer) {
        taker.apply(new Command.Receive(transfer), now);
    }
}
