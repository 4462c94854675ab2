package io.doorbuster.waitingroom;

import static io.doorbuster.waitingroom.OneLane.END;
import static io.doorbuster.waitingroom.OneLane.LANE;
import static io.doorbuster.waitingroom.OneLane.OPENS;
import static io.doorbuster.waitingroom.OneLane.START;
import static io.doorbuster.waitingroom.OneLane.drain;
import static io.doorbuster.waitingroom.OneLane.events;
import static io.doorbuster.waitingroom.OneLane.join;
import static io.doorbuster.waitingroom.OneLane.joined;
import static io.doorbuster.waitingroom.OneLane.leave;
import static io.doorbuster.waitingroom.OneLane.refused;
import static io.doorbuster.waitingroom.OneLane.ticket;
import static io.doorbuster.waitingroom.OneLane.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingRoomLaneTest {
    private final WaitingRoomLane lane = OneLane.fresh();

    @Test
    void numbersTicketsInOrderOfArrival() {
        assertThat(ticket(lane, 1, START - 5))
                .isEqualTo(new Ticket(new TicketId(LANE, 1, 1), user(1), 0, 1, START - 5, 0, false, null));
        assertThat(ticket(lane, 2, START + 700).id()).isEqualTo(new TicketId(LANE, 1, 2));
        assertThat(lane.summary(0)).isEqualTo(new LaneSummary(LANE, 1, 1, 2, 0, -1, 2, 0, START + 700));
    }

    @Test
    void givesTheSameTicketAgain() {
        LaneOutcome.Joined first = joined(lane, 1, START);
        for (int other = 2; other < 40; other++) {
            ticket(lane, other, START + other);
        }
        LaneOutcome.Joined again = joined(lane, 1, END + 1);
        assertThat(again).isEqualTo(new LaneOutcome.Joined(first.ticket(), first.chain(), true));
        assertThat(first.repeated()).isFalse();
    }

    @Test
    void givesEveryTicketItsLinkOfTheChain() {
        for (int number = 1; number <= 50; number++) {
            String chain = joined(lane, number, START + number).chain();
            assertThat(chain).isEqualTo(LaneInvariants.chainAfter(lane.snapshot(), number));
        }
        WaitingRoomLane restored = FrozenLane.of(lane).thaw();
        for (int number = 1; number <= 50; number++) {
            String chain = LaneInvariants.chainAfter(lane.snapshot(), number);
            assertThat(joined(lane, number, START).chain()).isEqualTo(chain);
            assertThat(joined(restored, number, START).chain()).isEqualTo(chain);
        }
    }

    @Test
    void opensWithTheLobbyAndShutsWithTheSale() {
        assertThat(lane.apply(join(1), OPENS - 1)).isEqualTo(refused(LaneRefusal.NOT_OPEN));
        assertThat(ticket(lane, 1, OPENS).window()).isZero();
        assertThat(ticket(lane, 2, END - 1).window()).isPositive();
        assertThat(lane.apply(join(3), END)).isEqualTo(refused(LaneRefusal.ENDED));
        lane.apply(new LaneCommand.Configure(OneLane.terms(2, true)), START);
        assertThat(lane.apply(join(3), START)).isEqualTo(refused(LaneRefusal.ENDED));
    }

    @Test
    void lobbyAndFirstMomentsAreOneWindow() {
        assertThat(ticket(lane, 1, OPENS).window()).isZero();
        assertThat(ticket(lane, 2, START - 1).window()).isZero();
        assertThat(ticket(lane, 3, START + 499).window()).isZero();
        assertThat(ticket(lane, 4, START + 500).window()).isEqualTo(1);
        assertThat(ticket(lane, 5, START + 1_000).window()).isEqualTo(2);
    }

    @Test
    void nobodyGetsIntoAClosedWindowByAClockSetBack() {
        drain(lane, 0, 10, START + 2_600);
        assertThat(lane.summary(0).closedThrough()).isEqualTo(4);
        assertThat(ticket(lane, 1, START - 100_000).window()).isEqualTo(5);
        // Its own clock said so much already.
        assertThat(ticket(lane, 2, START).arrivedAtMillis()).isEqualTo(START + 2_600);
    }

    @Test
    void nobodyGetsInFrontOfAnEarlierArrivalByNewTerms() {
        assertThat(ticket(lane, 1, START + 5_100).window()).isEqualTo(10);
        LaneTerms later = OneLane.terms(2, new Windows(START + 60_000, 500, 500), false);
        assertThat(lane.apply(new LaneCommand.Configure(later), START + 5_200)).isEqualTo(new LaneOutcome.Done());
        assertThat(ticket(lane, 2, START + 5_300).window()).isEqualTo(10);
        assertThat(ticket(lane, 3, START + 60_000 + 5_600).window()).isEqualTo(11);
    }

    @Test
    void takesOnlyNewerTermsOfItsOwn() {
        LaneTerms other = new LaneTerms(9, OneLane.SALE, 0, new Windows(START, 1, 1), OPENS, END, true);
        assertThat(lane.apply(new LaneCommand.Configure(other), START)).isEqualTo(refused(LaneRefusal.WRONG_STATE));
        lane.apply(new LaneCommand.Configure(OneLane.terms(1, true)), START);
        assertThat(lane.revision()).isZero();
        assertThat(lane.summary(0).termsVersion()).isEqualTo(1);
    }

    @Test
    void takesTheSameTicketBackWhileItsWindowIsOpen() {
        Ticket first = ticket(lane, 1, START + 100);
        assertThat(leave(lane, first, START + 150)).isEqualTo(new LaneOutcome.Done());
        assertThat(lane.summary(0).left()).isEqualTo(1);
        assertThat(joined(lane, 1, START + 200).ticket()).isEqualTo(first);
        assertThat(lane.summary(0).left()).isZero();
        assertThat(events(lane)).hasSize(3);
    }

    @Test
    void aNewTicketAfterTheDrawStandsAtTheEnd() {
        Ticket first = ticket(lane, 1, START + 100);
        drain(lane, 0, 10, START + 600);
        leave(lane, first, START + 700);
        Ticket second = ticket(lane, 1, START + 1_200);
        assertThat(second.id().number()).isEqualTo(2);
        assertThat(second.window()).isEqualTo(2);
        assertThat(second.rejoins()).isEqualTo(1);
        assertThat(joined(lane, 1, START + 1_300).ticket()).isEqualTo(second);
        // Giving the old one back again takes nothing from the new one.
        assertThat(leave(lane, first, START + 1_300)).isEqualTo(new LaneOutcome.Done());
        assertThat(joined(lane, 1, START + 1_300).ticket()).isEqualTo(second);
    }

    @Test
    void rejoiningHasALimit() {
        long now = START;
        for (int rejoins = 0; rejoins <= WaitingRoomLane.MAX_REJOINS; rejoins++) {
            Ticket ticket = ticket(lane, 1, now);
            assertThat(ticket.rejoins()).isEqualTo(rejoins);
            now += 1_000;
            drain(lane, 0, 100, now);
            leave(lane, ticket, now);
        }
        assertThat(lane.apply(join(1), now)).isEqualTo(refused(LaneRefusal.TOO_MANY_REJOINS));
        assertThat(ticket(lane, 2, now).rejoins()).isZero();
    }

    @Test
    void onlyTheHolderGivesATicketBack() {
        Ticket ticket = ticket(lane, 1, START);
        for (LaneCommand.Leave wrong : List.of(
                new LaneCommand.Leave(ticket.id(), user(2)),
                new LaneCommand.Leave(new TicketId(LANE, 2, 1), user(1)),
                new LaneCommand.Leave(new TicketId(LANE, 1, 2), user(1)),
                new LaneCommand.Leave(new TicketId(LANE, 1, 0), user(1)),
                new LaneCommand.Leave(new TicketId(0, 1, 1), user(1)))) {
            assertThat(lane.apply(wrong, START)).as("%s", wrong).isEqualTo(refused(LaneRefusal.NOT_FOUND));
        }
        assertThat(lane.summary(0).left()).isZero();
    }

    @Test
    void bindsATicketToTheFirstUser() {
        Ticket ticket = ticket(lane, 1, START);
        assertThat(lane.apply(new LaneCommand.Bind(ticket.id(), user(7)), START))
                .isEqualTo(new LaneOutcome.Done());
        long revision = lane.revision();
        assertThat(lane.apply(new LaneCommand.Bind(ticket.id(), user(7)), START))
                .isEqualTo(new LaneOutcome.Done());
        assertThat(lane.apply(new LaneCommand.Bind(ticket.id(), user(8)), START))
                .isEqualTo(refused(LaneRefusal.TAKEN));
        assertThat(lane.revision()).isEqualTo(revision);
        assertThat(joined(lane, 1, START).ticket().boundTo()).isEqualTo(user(7));
    }

    @Test
    void bindsNoTicketThatIsNotThere() {
        Ticket ticket = ticket(lane, 1, START);
        TicketId lost = new TicketId(LANE, 2, 1);
        assertThat(lane.apply(new LaneCommand.Bind(lost, user(7)), START)).isEqualTo(refused(LaneRefusal.NOT_FOUND));
        leave(lane, ticket, START);
        assertThat(lane.apply(new LaneCommand.Bind(ticket.id(), user(7)), START))
                .isEqualTo(refused(LaneRefusal.GIVEN_BACK));
    }

    @Test
    void closesWindowsWhenItIsReadAndReplicatesThatOnly() {
        ticket(lane, 1, START);
        long revision = lane.revision();
        assertThat(drain(lane, 0, 10, START + 499).closedThrough()).isEqualTo(-1);
        assertThat(lane.revision()).isEqualTo(revision);
        assertThat(drain(lane, 0, 10, START + 500).closedThrough()).isZero();
        assertThat(lane.revision()).isEqualTo(revision + 1);
        assertThat(drain(lane, 0, 10, START + 999).closedThrough()).isZero();
        assertThat(lane.revision()).isEqualTo(revision + 1);
        // Not even the clock, which the replicas do not have.
        assertThat(lane.snapshot().nowMillis()).isEqualTo(START + 500);
    }

    @Test
    void tellsNothingOfWindowsUntilAllTheirTicketsAreRead() {
        for (int number = 1; number <= 5; number++) {
            lane.apply(new LaneCommand.Join(user(number), number), START + number * 100L);
        }
        LaneArrivals first = drain(lane, 0, 3, START + 5_000);
        assertThat(first.closedThrough()).isEqualTo(LaneArrivals.NO_NEWS);
        assertThat(first.weights()).containsExactly(1, 2, 3);
        LaneArrivals second = drain(lane, 3, 3, START + 5_000);
        assertThat(second.closedThrough()).isEqualTo(9);
        assertThat(second.firstNumber()).isEqualTo(4);
        assertThat(second.windows()).containsExactly(0, 1);
        assertThat(second.ticket(1)).isEqualTo(new TicketId(LANE, 1, 5));
        assertThat(drain(lane, 5, 3, START + 5_000).size()).isZero();
        assertThat(drain(lane, 6, 3, START + 5_000).closedThrough()).isEqualTo(LaneArrivals.NO_NEWS);
    }

    @Test
    void tellsWhoLeftOnlyWhenThatChanged() {
        Ticket ticket = ticket(lane, 1, START);
        leave(lane, ticket, START);
        LaneArrivals news = drain(lane, 0, 1, START);
        assertThat(news.left()).isNotNull();
        assertThat(news.left().toArray()).containsExactly(1);
        LaneOutcome again = lane.apply(new LaneCommand.Drain(0, 1, news.leftRevision()), START);
        assertThat(((LaneOutcome.Drained) again).arrivals().left()).isNull();
        joined(lane, 1, START);
        assertThat(news.left().toArray()).as("what was handed out stays").containsExactly(1);
    }

    @Test
    void aFullOutboxTakesNobodyInButLetsPeopleGo() {
        Ticket first = ticket(lane, 0, START);
        for (int number = 1; number < WaitingRoomLane.MAX_PENDING_EVENTS; number++) {
            lane.apply(join(number), START);
        }
        assertThat(lane.apply(join(-1), START)).isEqualTo(refused(LaneRefusal.BACKLOGGED));
        assertThat(leave(lane, first, START)).isEqualTo(new LaneOutcome.Done());
        assertThat(lane.apply(join(0), START)).isEqualTo(refused(LaneRefusal.BACKLOGGED));
        assertThat(joined(lane, 1, START).repeated()).isTrue();
        lane.apply(new LaneCommand.Acknowledge(2), START);
        assertThat(lane.apply(join(-1), START)).isInstanceOf(LaneOutcome.Joined.class);
    }

    @Test
    void aFullLaneTakesNobodyIn() {
        for (int number = 1; number <= WaitingRoomLane.MAX_TICKETS; number++) {
            lane.apply(join(number), START);
            if (number % 1_000 == 0) {
                lane.apply(new LaneCommand.Acknowledge(number), START);
            }
        }
        assertThat(lane.apply(join(-1), START)).isEqualTo(refused(LaneRefusal.FULL));
        assertThat(joined(lane, 1, START).repeated()).isTrue();
    }

    @Test
    void acknowledgesOnlyWhatThereIs() {
        ticket(lane, 1, START);
        assertThatThrownBy(() -> lane.apply(new LaneCommand.Acknowledge(2), START))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(events(lane)).hasSize(1);
        lane.apply(new LaneCommand.Acknowledge(1), START);
        long revision = lane.revision();
        lane.apply(new LaneCommand.Acknowledge(1), START);
        assertThat(lane.revision()).isEqualTo(revision);
        assertThat(events(lane)).isEmpty();
    }

    @Test
    void aTimeThatCannotBeWrittenDownIsRefused() {
        LaneTerms endless =
                new LaneTerms(1, OneLane.SALE, LANE, new Windows(START, 500, 500), 0, Long.MAX_VALUE, false);
        WaitingRoomLane old = OneLane.fresh(endless);
        ticket(old, 1, 1);
        assertThat(ticket(old, 2, 1L + 0xffff_ffffL).arrivedAtMillis()).isEqualTo(1L + 0xffff_ffffL);
        assertThat(old.apply(join(3), 2L + 0xffff_ffffL)).isEqualTo(refused(LaneRefusal.FULL));
    }
}
