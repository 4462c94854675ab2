package io.doorbuster.embedded.draw;

import java.util.List;

/**
 * A draw that holds, in numbers.
 *
 * @param windows that anyone arrived in
 * @param admitted tickets at or before the last watermark, those given back included
 * @param notes what is allowed and worth knowing
 * @param notChecked what could have been checked as well
 * @param holders of the tokens that were given, in their order
 */
public record DrawSummary(
        String saleId,
        String rule,
        String commitment,
        long tickets,
        long givenBack,
        int windows,
        int steps,
        long admitted,
        List<String> notes,
        List<String> notChecked,
        List<HolderPlace> holders) {
    public DrawSummary {
        notes = List.copyOf(notes);
        notChecked = List.copyOf(notChecked);
        holders = List.copyOf(holders);
    }
}
