package io.doorbuster.waitingroom;

import org.jspecify.annotations.Nullable;

/**
 * One person's ticket, as its lane has it.
 *
 * @param user who joined
 * @param window of arrival
 * @param weight in a weighted draw, at least 1
 * @param arrivedAtMillis epoch milliseconds by the lane's clock, which never runs backwards
 * @param rejoins how many tickets the same holder gave back before this one
 * @param left whether its holder gave it back
 * @param boundTo the user who reserved with an anonymous ticket first, if anyone did
 */
public record Ticket(
        TicketId id,
        UserHash user,
        int window,
        int weight,
        long arrivedAtMillis,
        int rejoins,
        boolean left,
        @Nullable UserHash boundTo) {}
