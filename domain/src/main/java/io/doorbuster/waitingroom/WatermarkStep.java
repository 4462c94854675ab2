package io.doorbuster.waitingroom;

/**
 * One advance of a sale's watermark.
 *
 * @param step 1, 2, 3 … within the sale
 * @param atMillis epoch milliseconds
 * @param watermark everybody at or before it is admitted; never before that of an earlier step
 * @param admitted tickets at or before it, those given back included
 */
public record WatermarkStep(String orgId, String saleId, long step, long atMillis, Place watermark, long admitted) {}
