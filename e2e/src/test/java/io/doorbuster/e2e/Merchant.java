package io.doorbuster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.doorbuster.api.auth.Role;
import io.doorbuster.e2e.Api.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** An organisation with its own sales. Thread-safe. */
record Merchant(Api api, String orgId) {
    static final int PRICE = 500;

    /** A sound request for a sale that is open already, to be changed by a test. */
    static ObjectNode offer(int stock) {
        Instant now = Instant.now();
        ObjectNode offer = Api.JSON
                .createObjectNode()
                .put("skuId", "sku-1")
                .put("title", "A thing")
                .put("stock", stock)
                .put("startAt", now.minusSeconds(1).toString())
                .put("endAt", now.plus(Duration.ofHours(1)).toString());
        offer.putObject("price").put("amount", PRICE).put("currency", "usd");
        return offer;
    }

    String token() {
        return api.token(Role.MERCHANT, orgId, "manager");
    }

    String sales() {
        return "/v1/orgs/" + orgId + "/sales";
    }

    Reply create(ObjectNode offer, String... headers) {
        return api.post(sales(), token(), offer.toString(), headers);
    }

    Sale sell(int stock) {
        return sell(stock, offer -> offer);
    }

    Sale sell(int stock, UnaryOperator<ObjectNode> change) {
        Reply created = create(change.apply(offer(stock)));
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        return new Sale(this, created.text("saleId"));
    }
}
