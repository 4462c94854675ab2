package io.doorbuster.stripesim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The endpoints under {@code /v1/payment_intents}. */
final class PaymentIntents {
    /** Stripe's: "up to 50 keys", of 40 characters, with values of 500. */
    private static final int MAX_METADATA_KEYS = 50;

    private static final int MAX_METADATA_KEY = 40;
    private static final int MAX_METADATA_VALUE = 500;
    /** Stripe's: "up to eight digits". */
    private static final long MAX_AMOUNT = 99_999_999;

    private static final int CURRENCY_LENGTH = 3;
    private static final Set<String> CAPTURE_METHODS = Set.of("manual", "automatic", "automatic_async");
    private static final Set<String> CANCELLATION_REASONS =
            Set.of("duplicate", "fraudulent", "requested_by_customer", "abandoned");
    private static final Set<String> CANCELABLE = Set.of(
            Intent.REQUIRES_PAYMENT_METHOD,
            Intent.REQUIRES_CONFIRMATION,
            Intent.REQUIRES_ACTION,
            Intent.REQUIRES_CAPTURE);

    private PaymentIntents() {}

    static ObjectNode create(Call call) {
        Params params = call.params();
        Intent intent = new Intent();
        intent.id = Ids.next("pi_");
        intent.secret = Ids.next(intent.id + "_secret_");
        intent.account = call.account();
        intent.created = call.change().now();
        intent.amount = amount(params);
        intent.currency = currency(params);
        intent.captureMethod = captureMethod(params);
        intent.metadata = metadata(params);
        intent.description = params.get("description");
        String method = params.get("payment_method");
        if (method != null) {
            Confirmation.card(method);
            intent.paymentMethod = method;
            intent.status = Intent.REQUIRES_CONFIRMATION;
        } else if (params.isTrue("confirm")) {
            throw Refusal.invalid("parameter_missing", "payment_method", "A confirmed PaymentIntent needs a method.");
        }
        call.books().add(intent);
        call.change().event("payment_intent.created", intent);
        if (params.isTrue("confirm")) {
            Confirmation.confirm(call, intent);
        }
        return call.shape(intent);
    }

    static ObjectNode retrieve(Call call) {
        return call.shape(call.intent());
    }

    static ObjectNode update(Call call) {
        Intent intent = call.intent();
        Map<String, String> changed = new TreeMap<>(intent.metadata);
        changed.putAll(metadata(call.params()));
        changed.values().removeIf(String::isEmpty);
        intent.metadata = changed;
        String description = call.params().get("description");
        if (description != null) {
            intent.description = description;
        }
        call.change().touch(intent);
        return call.shape(intent);
    }

    static ObjectNode confirm(Call call) {
        Intent intent = call.intent();
        Confirmation.confirm(call, intent);
        return call.shape(intent);
    }

    static ObjectNode capture(Call call) {
        Intent intent = call.intent();
        long amount = call.params().number("amount_to_capture", intent.amount);
        Charge charge = intent.charge;
        if (!Intent.REQUIRES_CAPTURE.equals(intent.status) || charge == null) {
            throw Refusal.unexpectedState(intent, "capture");
        }
        if (amount < 1 || amount > intent.amount) {
            throw Refusal.ofCharge(
                    "amount_too_large", "amount_to_capture", "It must be from 1 to the capturable amount.");
        }
        Confirmation.capture(call.change(), intent, charge, amount);
        return call.shape(intent);
    }

    static ObjectNode cancel(Call call) {
        String reason = call.params().get("cancellation_reason");
        if (reason != null && !CANCELLATION_REASONS.contains(reason)) {
            throw Refusal.invalid("", "cancellation_reason", "Invalid cancellation_reason: " + reason);
        }
        Intent intent = call.intent();
        if (!CANCELABLE.contains(intent.status)) {
            throw Refusal.unexpectedState(intent, "cancel");
        }
        intent.status = Intent.CANCELED;
        intent.canceledAt = call.change().now();
        intent.cancellationReason = reason;
        call.change().event("payment_intent.canceled", intent);
        return call.shape(intent);
    }

    static ObjectNode list(Call call) {
        return Page.list(
                call,
                "/v1/payment_intents",
                call.books().intents().newestFirst().filter(intent -> intent.account.equals(call.account())),
                intent -> call.shape(intent, "data."));
    }

    private static long amount(Params params) {
        params.required("amount");
        long amount = params.number("amount", 0);
        if (amount < 1) {
            throw Refusal.invalid(
                    "parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.");
        }
        if (amount > MAX_AMOUNT) {
            throw Refusal.invalid("amount_too_large", "amount", "Amount must be no more than " + MAX_AMOUNT + ".");
        }
        return amount;
    }

    private static String currency(Params params) {
        String currency = params.required("currency").toLowerCase(Locale.ROOT);
        if (currency.length() != CURRENCY_LENGTH || !currency.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            throw Refusal.invalid("", "currency", "Invalid currency: " + currency);
        }
        return currency;
    }

    private static String captureMethod(Params params) {
        String method = params.get("capture_method");
        if (method == null) {
            return "automatic_async";
        }
        if (!CAPTURE_METHODS.contains(method)) {
            throw Refusal.invalid("", "capture_method", "Invalid capture_method: " + method);
        }
        return method;
    }

    static Map<String, String> metadata(Params params) {
        Map<String, String> metadata = params.nested("metadata");
        if (metadata.size() > MAX_METADATA_KEYS) {
            throw Refusal.invalid("", "metadata", "Metadata has at most " + MAX_METADATA_KEYS + " keys.");
        }
        metadata.forEach((key, value) -> {
            if (key.length() > MAX_METADATA_KEY || value.length() > MAX_METADATA_VALUE) {
                throw Refusal.invalid("", "metadata[" + key + "]", "A metadata key or value is too long.");
            }
        });
        return metadata;
    }
}
