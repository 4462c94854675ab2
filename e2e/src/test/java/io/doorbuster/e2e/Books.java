package io.doorbuster.e2e;

import io.doorbuster.embedded.Stack;
import java.util.List;

/** What the sandbox provider has on a sale. */
final class Books {
    private Books() {}

    /** The states of the sale's payments, oldest first. */
    static List<String> of(Stack stack, Sale sale) {
        return stack.payments().payments().stream()
                .filter(payment -> payment.key().startsWith(sale.saleId() + ":"))
                .map(payment -> payment.state().name())
                .toList();
    }
}
