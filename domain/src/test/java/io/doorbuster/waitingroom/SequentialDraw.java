package io.doorbuster.waitingroom;

/**
 * The exact chances in a weighted draw without replacement, where each next winner is one of the rest with a chance in
 * proportion to the weight; that this is what keys u^(1/weight) do is Efraimidis and Spirakis' theorem.
 *
 * @param mean how many of the heavy are among the winners, on average
 * @param variance of that number
 */
record SequentialDraw(double mean, double variance) {
    static SequentialDraw of(int heavy, int weight, int light, int winners) {
        // By how many of the winners so far are heavy.
        double[] chances = new double[winners + 1];
        chances[0] = 1;
        for (int drawn = 0; drawn < winners; drawn++) {
            double[] next = new double[winners + 1];
            for (int heavies = 0; heavies <= drawn; heavies++) {
                int heavyRest = heavy - heavies;
                int lightRest = light - (drawn - heavies);
                if (chances[heavies] == 0 || heavyRest < 0 || lightRest < 0) {
                    continue;
                }
                double chance = (double) weight * heavyRest / (weight * heavyRest + lightRest);
                next[heavies + 1] += chances[heavies] * chance;
                next[heavies] += chances[heavies] * (1 - chance);
            }
            chances = next;
        }
        double mean = 0;
        double square = 0;
        for (int heavies = 0; heavies <= winners; heavies++) {
            mean += heavies * chances[heavies];
            square += (double) heavies * heavies * chances[heavies];
        }
        return new SequentialDraw(mean, square - mean * mean);
    }
}
