package io.doorbuster.chaos.history;

/** What a cluster must keep to under any fault. */
public enum Rule {
    ONE_HOLDER("a unit in two live reservations or orders at once"),
    KEPT_RESERVATION("an acknowledged reservation lost before its expiry"),
    KEPT_ORDER("an order that was paid and then was not"),
    CAP("a buyer above the cap"),
    SOLD_ONCE("units that are not sold exactly once"),
    SOLD_OUT_IS_FINAL("sold out was said, and units were sold afterwards"),
    MONEY("captured money that does not match the paid orders"),
    WATERMARK("the watermark moved back");

    public final String broken;

    Rule(String broken) {
        this.broken = broken;
    }
}
