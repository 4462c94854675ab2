package io.doorbuster.sale;

import static org.assertj.core.api.Assertions.assertThat;

import io.doorbuster.sale.SaleDefinition.Switch;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PhaseTest {
    private static final Instant LOBBY_OPENS = Sales.START.minus(Phase.LOBBY_TIME);

    @Test
    void goesFromScheduledToEnded() {
        assertThat(at(LOBBY_OPENS.minusMillis(1))).isEqualTo(Phase.SCHEDULED);
        assertThat(at(LOBBY_OPENS)).isEqualTo(Phase.LOBBY);
        assertThat(at(Sales.START.minusMillis(1))).isEqualTo(Phase.LOBBY);
        assertThat(at(Sales.START)).isEqualTo(Phase.OPEN);
        assertThat(at(Sales.END.minusMillis(1))).isEqualTo(Phase.OPEN);
        assertThat(at(Sales.END)).isEqualTo(Phase.ENDED);
    }

    @Test
    void theMerchantsSwitchShows() {
        assertThat(of(Switch.PAUSED, Sales.START, true, false)).isEqualTo(Phase.PAUSED);
        assertThat(of(Switch.PAUSED, Sales.END, true, false)).isEqualTo(Phase.ENDED);
        assertThat(of(Switch.CANCELLED, Sales.START, true, false)).isEqualTo(Phase.CANCELLED);
        assertThat(of(Switch.CANCELLED, Sales.END, false, true)).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void nothingIsSaidOfStockThatIsBeingRebuilt() {
        assertThat(of(Switch.ON, Sales.START, false, true)).isEqualTo(Phase.RECOVERING);
        assertThat(of(Switch.ON, Sales.END, false, false)).isEqualTo(Phase.ENDED);
    }

    @Test
    void soldOutUntilTheEnd() {
        assertThat(of(Switch.ON, Sales.START, true, true)).isEqualTo(Phase.SOLD_OUT);
        assertThat(of(Switch.PAUSED, Sales.START, true, true)).isEqualTo(Phase.SOLD_OUT);
        assertThat(of(Switch.ON, Sales.END, true, true)).isEqualTo(Phase.ENDED);
    }

    private static Phase at(Instant now) {
        return of(Switch.ON, now, true, false);
    }

    private static Phase of(Switch state, Instant now, boolean installed, boolean soldOut) {
        return Phase.of(Sales.sale(state, 1), now, installed, soldOut);
    }
}
