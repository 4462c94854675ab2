package io.doorbuster.waitingroom;

import static io.doorbuster.waitingroom.OneLane.LANE;
import static io.doorbuster.waitingroom.OneLane.START;
import static io.doorbuster.waitingroom.OneLane.drain;
import static io.doorbuster.waitingroom.OneLane.joined;
import static io.doorbuster.waitingroom.OneLane.leave;
import static io.doorbuster.waitingroom.OneLane.ticket;
import static io.doorbuster.waitingroom.OneLane.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** After the loss of everything but the ledger. */
class LaneRebuildTest {
    private final WaitingRoomLane lost = OneLane.fresh();

    private List<Ticket> ledger(int events) {
        return OneLane.events(lost).stream()
                .limit(events)
                .map(LaneEvent::ticket)
                .distinct()
                .toList();
    }

    @Test
    void knowsItsTicketsAndGoesOnBehindThem() {
        Ticket first = ticket(lost, 1, START);
        Ticket second = ticket(lost, 2, START + 700);
        lost.apply(new LaneCommand.Bind(first.id(), user(9)), START);
        String chain = joined(lost, 2, START).chain();
        WaitingRoomLane lane = WaitingRoomLane.rebuild(OneLane.terms(1, false), 2, ledger(2), 3, -1);
        assertThat(joined(lane, 1, START).ticket().boundTo()).isEqualTo(user(9));
        assertThat(joined(lane, 2, START)).isEqualTo(new LaneOutcome.Joined(second, chain, true));
        Ticket third = ticket(lane, 3, START);
        assertThat(third.id()).isEqualTo(new TicketId(LANE, 2, 3));
        assertThat(third.window()).isEqualTo(1);
        assertThat(third.arrivedAtMillis()).isEqualTo(START + 700);
        assertThat(lane.summary(0).lastSequence()).isEqualTo(4);
        assertThat(joined(lane, 3, START).chain()).isEqualTo(LaneInvariants.chainAfter(lane.snapshot(), 3));
    }

    @Test
    void givesNoLostIdOutAgain() {
        ticket(lost, 1, START);
        Ticket unrecorded = ticket(lost, 2, START);
        WaitingRoomLane second = WaitingRoomLane.rebuild(OneLane.terms(1, false), 2, ledger(1), 1, -1);
        Ticket other = ticket(second, 3, START);
        assertThat(other.id().number()).isEqualTo(unrecorded.id().number());
        assertThat(other.id()).isNotEqualTo(unrecorded.id());
        assertThat(second.apply(new LaneCommand.Leave(unrecorded.id(), user(2)), START))
                .isEqualTo(OneLane.refused(LaneRefusal.NOT_FOUND));
        List<Ticket> tickets = List.of(ticket(second, 1, START), other);
        WaitingRoomLane fourth = WaitingRoomLane.rebuild(OneLane.terms(1, false), 4, tickets, 9, -1);
        assertThat(fourth.snapshot().generationStarts()).containsExactly(1, 2, 3, 3);
        assertThat(joined(fourth, 3, START).ticket()).isEqualTo(other);
        assertThat(ticket(fourth, 5, START).id()).isEqualTo(new TicketId(LANE, 4, 3));
    }

    @Test
    void nobodyGetsIntoWhatWasAdmittedBefore() {
        ticket(lost, 1, START);
        WaitingRoomLane lane = WaitingRoomLane.rebuild(OneLane.terms(1, false), 2, ledger(1), 1, 7);
        assertThat(ticket(lane, 2, START).window()).isEqualTo(8);
        assertThat(drain(lane, 0, 10, START).closedThrough()).isEqualTo(7);
    }

    @Test
    void theLobbyStaysOneWindow() {
        ticket(lost, 1, START - 1_000);
        WaitingRoomLane lane = WaitingRoomLane.rebuild(OneLane.terms(1, false), 2, ledger(1), 1, -1);
        assertThat(ticket(lane, 2, START - 500).window()).isZero();
    }

    @Test
    void readersHearAnewWhoLeft() {
        Ticket first = ticket(lost, 1, START);
        leave(lost, first, START);
        long seen = drain(lost, 0, 1, START).leftRevision();
        WaitingRoomLane lane = WaitingRoomLane.rebuild(OneLane.terms(1, false), 2, ledger(1), 1, -1);
        LaneOutcome drained = lane.apply(new LaneCommand.Drain(1, 1, seen), START);
        assertThat(((LaneOutcome.Drained) drained).arrivals().left()).isNotNull();
        assertThat(lane.summary(0).left()).isEqualTo(1);
    }

    @Test
    void ticketsThatCannotBeAreRefused() {
        ticket(lost, 1, START);
        ticket(lost, 2, START);
        LaneTerms terms = OneLane.terms(1, false);
        List<Ticket> both = ledger(2);
        assertThatThrownBy(() -> WaitingRoomLane.rebuild(terms, 1, both, 2, -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WaitingRoomLane.rebuild(terms, 2, both.subList(1, 2), 2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ticket 1 cannot be");
    }
}
