package io.doorbuster.waitingroom;

/**
 * Something that happened to a ticket.
 *
 * @param sequence 1, 2, 3 … within the lane, without gaps
 * @param ticket as it is now; an event that is read late shows what later ones did to it
 */
public record LaneEvent(long sequence, Ticket ticket) {}
