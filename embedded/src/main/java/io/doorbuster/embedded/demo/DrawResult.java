package io.doorbuster.embedded.demo;

/**
 * What checking the published draw found.
 *
 * @param tickets in the draw; 0 if it does not verify
 * @param inWords what was checked, or what is wrong
 */
public record DrawResult(boolean verified, long tickets, String inWords) {
    static DrawResult failed(String why) {
        return new DrawResult(false, 0, why);
    }
}
